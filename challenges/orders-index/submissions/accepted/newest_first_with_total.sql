-- Keys written the other way round: newest first, read backwards by the queues; id stands before
-- total_cents, so that packing still needs no sort, and lost needs nothing of the table.
CREATE INDEX queue ON orders (status, created_at DESC, id DESC, total_cents);
CREATE INDEX "customer's page" ON orders (customer_id ASC, created_at DESC);
