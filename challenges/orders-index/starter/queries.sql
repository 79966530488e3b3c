-- The dashboard's five queries. :words are filled in by the application.
-- Load schema.sql and some orders into the sqlite3 shell, and put EXPLAIN QUERY PLAN before one.

-- recent: the newest orders of one customer
SELECT id, created_at, status, total_cents FROM orders
WHERE customer_id = :customer AND created_at >= :a_year_ago
ORDER BY created_at DESC, id DESC LIMIT 20;

-- spent: what one customer spent in thirty days
SELECT count(*), sum(total_cents) FROM orders
WHERE customer_id = :customer AND created_at >= :from AND created_at < :to
  AND status <> 'cancelled';

-- packing: the orders that have waited longest for the van
SELECT o.id, c.name, o.created_at FROM orders o JOIN customers c ON c.id = o.customer_id
WHERE o.status = 'packed' AND o.created_at >= :half_a_year_ago
ORDER BY o.created_at, o.id LIMIT 50;

-- overdue: paid three days ago or earlier, and still not packed
SELECT count(*), min(created_at) FROM orders
WHERE status = 'paid' AND created_at < :three_days_ago;

-- lost: what was cancelled in the last day
SELECT count(*), sum(total_cents) FROM orders
WHERE status = 'cancelled' AND created_at >= :a_day_ago;
