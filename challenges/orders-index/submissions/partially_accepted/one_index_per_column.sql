-- Wrong: one column each. SQLite uses one index a table and query, so a wholesale customer's whole
-- history, or every order that was ever cancelled, is read and sorted.
CREATE INDEX orders_by_customer ON orders (customer_id);
CREATE INDEX orders_by_status ON orders (status);
