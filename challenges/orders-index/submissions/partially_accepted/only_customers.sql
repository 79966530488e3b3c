-- Wrong: half of the work. The queries by status still read the whole table.
CREATE INDEX orders_by_customer ON orders (customer_id, created_at);
