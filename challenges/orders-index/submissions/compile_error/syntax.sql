-- Wrong: not SQL; the word ON is missing.
CREATE INDEX orders_by_customer orders (customer_id, created_at);
