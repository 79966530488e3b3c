-- Wrong: a customer may place several orders in one second, so the index cannot be made.
CREATE UNIQUE INDEX orders_by_customer ON orders (customer_id, created_at);
CREATE INDEX orders_by_status ON orders (status, created_at);
