-- Wrong: status between customer and time. recent has no condition on status, so SQLite reads the
-- customer's whole history and sorts it.
CREATE INDEX orders_by_customer ON orders (customer_id, status, created_at);
CREATE INDEX orders_by_status ON orders (status, created_at);
