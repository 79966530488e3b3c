-- Forbidden: DROP TABLE. An empty table is scanned quickly.
DROP TABLE orders;
