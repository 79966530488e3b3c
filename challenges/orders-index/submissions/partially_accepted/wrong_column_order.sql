-- Wrong: the range column first. Every query is a SEARCH and no full scan remains, but the search
-- reads every order in the time range and throws nearly all of them away.
CREATE INDEX orders_by_customer ON orders (created_at, customer_id);
CREATE INDEX orders_by_status ON orders (created_at, status);
