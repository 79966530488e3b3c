-- Wrong: the right key, then every other column. Each index is a second copy of the table, is
-- rewritten whenever anything changes, and the columns after created_at break the order by id.
CREATE INDEX customer_page ON orders (customer_id, created_at, status, total_cents, note);
CREATE INDEX status_queue ON orders (status, created_at, customer_id, total_cents, note);
