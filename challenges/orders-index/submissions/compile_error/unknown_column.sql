-- Wrong: the column is called customer_id.
CREATE INDEX orders_by_customer ON orders (customer, created_at);
