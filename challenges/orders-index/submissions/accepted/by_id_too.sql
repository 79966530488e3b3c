-- id written out, as a reader of the queries' ORDER BY may do; SQLite keeps it in every index anyway.
create index if not exists main.p1 on orders(customer_id, created_at desc, id desc)
;create unique index p2 on orders(status, created_at, id) -- unique, and true: id is
