-- Wrong, a little: status in the customer's index makes both indexes change when an order moves on,
-- and it stands where id would have kept the order.
CREATE INDEX customer_page ON orders (customer_id, created_at, status, total_cents);
CREATE INDEX status_queue ON orders (status, created_at);
