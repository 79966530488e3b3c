-- Forbidden: CREATE TRIGGER. A trigger would run with the trusted writes.
CREATE INDEX orders_by_customer ON orders (customer_id, created_at);
CREATE TRIGGER skip_writes BEFORE INSERT ON orders BEGIN SELECT RAISE(IGNORE); END;
