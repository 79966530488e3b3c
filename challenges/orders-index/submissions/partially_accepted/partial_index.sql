-- Wrong: small and plausible, but never used. SQLite takes a partial index only where the query's
-- WHERE implies the index's, and it does not conclude status <> 'done' from status = 'paid'.
CREATE INDEX orders_by_customer ON orders (customer_id, created_at);
CREATE INDEX open_orders ON orders (status, created_at) WHERE status <> 'done';
