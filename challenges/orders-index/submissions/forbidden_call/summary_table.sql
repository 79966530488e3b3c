-- Forbidden: CREATE TABLE AS keeps a second copy of the data.
CREATE TABLE summary AS SELECT customer_id, count(*) AS orders FROM orders GROUP BY customer_id;
