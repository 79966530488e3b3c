-- Equality first, then the range and the order: one index for the queries by customer, one for
-- those by status.
CREATE INDEX orders_by_customer ON orders (customer_id, created_at);
CREATE INDEX orders_by_status ON orders (status, created_at);
