-- The indexes of the orders dashboard: at most two, and nothing but CREATE INDEX.
-- This one is in production today. It has not helped.
CREATE INDEX orders_by_created ON orders (created_at);
