-- Forbidden: ATTACH opens a file.
ATTACH DATABASE '/tmp/answers.db' AS answers;
CREATE INDEX orders_by_customer ON orders (customer_id, created_at);
