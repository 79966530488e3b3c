/*
 * orders.c - makes one test of orders-index: a shop's orders, the dashboard's five queries, writes.
 *
 *   orders QUERIES ORDERS CUSTOMERS WRITES SEED
 *
 * QUERIES says which of the five queries are asked, and about whom: `ordinary` (customers with few
 * orders), `wholesale` (the two customers who hold a third of all orders), `queues` (the queries by
 * status) or `all`. WRITES is the number of orders that the batch of writes adds; 0 for no writes.
 *
 * The rows are made by SQL from numbers drawn here, so that a test is a few kilobytes long and the
 * database has tens of thousands of rows. Same arguments and seed, same bytes.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_DAY 1609459200 /* 2021-01-01, 00:00 UTC */
#define DAYS      1461
#define DAY       86400
#define NOW       (FIRST_DAY + DAYS * DAY)

struct shop {
	uint64_t state; /* of the random numbers */
	uint32_t orders, customers;
	uint32_t big, second; /* the two wholesale customers */
};

/* splitmix64 */
static uint64_t draw(struct shop *shop)
{
	uint64_t z = (shop->state += UINT64_C(0x9E3779B97F4A7C15));
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

static uint32_t draw_below(struct shop *shop, uint32_t bound)
{
	return (uint32_t)(draw(shop) % bound);
}

static uint32_t draw_ordinary(struct shop *shop)
{
	for (;;) {
		uint32_t customer = 1 + draw_below(shop, shop->customers);
		if (customer != shop->big && customer != shop->second)
			return customer;
	}
}

static void print_schema(void)
{
	puts("@setup\n"
	     "CREATE TABLE customers (\n"
	     "  id INTEGER PRIMARY KEY,\n"
	     "  name TEXT NOT NULL\n"
	     ");\n"
	     "CREATE TABLE orders (\n"
	     "  id INTEGER PRIMARY KEY,\n"
	     "  customer_id INTEGER NOT NULL REFERENCES customers (id),\n"
	     "  status TEXT NOT NULL,\n"
	     "  created_at INTEGER NOT NULL,\n"
	     "  total_cents INTEGER NOT NULL,\n"
	     "  note TEXT NOT NULL\n"
	     ");");
}

/* Rows `first` to `last` in the order of time. Three neighbours share a second, as orders of one
 * basket do. Orders of the latest hundredth are still open; of the others few are. */
static void print_orders(struct shop *shop, uint32_t first, uint32_t last)
{
	uint32_t a = draw_below(shop, INT32_MAX);
	uint32_t b = draw_below(shop, INT32_MAX);
	printf("WITH RECURSIVE made (i, a, b) AS (\n"
	       "  SELECT %" PRIu32 ", %" PRIu32 ", %" PRIu32 "\n"
	       "  UNION ALL\n"
	       "  SELECT i + 1, (a * 1103515245 + 12345) & 2147483647,\n"
	       "    (b * 1103515245 + 12345) & 2147483647\n"
	       "  FROM made WHERE i < %" PRIu32 "\n"
	       "), drawn (i, c, s, r) AS (\n"
	       "  SELECT i, (a >> 7) %% 100, (b >> 7) %% 1000, (a >> 4) + (b >> 9) FROM made\n"
	       ")\n"
	       "INSERT INTO orders (id, customer_id, status, created_at, total_cents, note)\n",
		first, a, b, last);
	printf("SELECT i,\n"
	       "  CASE WHEN c < 20 THEN %" PRIu32 " WHEN c < 33 THEN %" PRIu32
	       " ELSE 1 + r %% %" PRIu32 " END,\n",
		shop->big, shop->second, shop->customers);
	printf("  CASE WHEN i > %" PRIu32 " THEN\n"
	       "    CASE WHEN s < 300 THEN 'new' WHEN s < 600 THEN 'paid' WHEN s < 800 THEN "
	       "'packed'\n"
	       "      WHEN s < 850 THEN 'cancelled' ELSE 'shipped' END\n"
	       "  ELSE\n"
	       "    CASE WHEN s < 2 THEN 'paid' WHEN s < 6 THEN 'packed' WHEN s < 56 THEN "
	       "'cancelled'\n"
	       "      WHEN s < 90 THEN 'returned' ELSE 'done' END\n"
	       "  END,\n",
		shop->orders - shop->orders / 100);
	printf("  %d + (i / 3) * 3 * %d / %" PRIu32 ", 500 + r %% 20000,\n"
	       "  'Leave at the side door, bell ' || r %% 97 || ', ref ' || (r * 7919 %% 1000003)\n"
	       "FROM drawn;\n",
		FIRST_DAY, DAYS * DAY, shop->orders);
}

static void print_setup(struct shop *shop)
{
	print_schema();
	printf("WITH RECURSIVE made (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM made WHERE i < "
	       "%" PRIu32
	       ")\nINSERT INTO customers (id, name) SELECT i, 'Customer ' || i FROM made;\n",
		shop->customers);
	print_orders(shop, 1, shop->orders);
	puts("@candidate");
}

static void print_recent(uint32_t customer)
{
	printf("@query recent\n"
	       "SELECT id, created_at, status, total_cents FROM orders\n"
	       "WHERE customer_id = %" PRIu32 " AND created_at >= %d\n"
	       "ORDER BY created_at DESC, id DESC LIMIT 20;\n",
		customer, NOW - 365 * DAY);
}

static void print_spent(struct shop *shop, uint32_t customer)
{
	int from = FIRST_DAY + (int)draw_below(shop, DAYS - 30) * DAY;
	printf("@query spent\n"
	       "SELECT count(*), sum(total_cents) FROM orders\n"
	       "WHERE customer_id = %" PRIu32 " AND created_at >= %d AND created_at < %d\n"
	       "  AND status <> 'cancelled';\n",
		customer, from, from + 30 * DAY);
}

static void print_queues(struct shop *shop)
{
	int now = NOW - (int)draw_below(shop, 12) * 3600;
	printf("@query packing\n"
	       "SELECT o.id, c.name, o.created_at FROM orders o JOIN customers c ON c.id = "
	       "o.customer_id\n"
	       "WHERE o.status = 'packed' AND o.created_at >= %d\n"
	       "ORDER BY o.created_at, o.id LIMIT 50;\n",
		now - 180 * DAY);
	printf("@query overdue\n"
	       "SELECT count(*), min(created_at) FROM orders\n"
	       "WHERE status = 'paid' AND created_at < %d;\n",
		now - 3 * DAY);
	printf("@query lost\n"
	       "SELECT count(*), sum(total_cents) FROM orders\n"
	       "WHERE status = 'cancelled' AND created_at >= %d;\n",
		now - DAY);
}

static void print_customer(struct shop *shop, uint32_t customer)
{
	print_recent(customer);
	print_spent(shop, customer);
}

/* A batch as the shop writes it: new orders, orders that move on, old ones that are removed. */
static void print_writes(struct shop *shop, uint32_t writes)
{
	puts("@write new-orders");
	print_orders(shop, shop->orders + 1, shop->orders + writes);
	uint32_t first = 1 + draw_below(shop, shop->orders / 2);
	printf("@write move-on\n"
	       "UPDATE orders SET status = 'shipped' WHERE id > %" PRIu32 ";\n"
	       "UPDATE orders SET status = 'returned' WHERE id BETWEEN %" PRIu32 " AND %" PRIu32
	       ";\n",
		shop->orders, first, first + writes / 4);
	printf("@write correct\n"
	       "UPDATE orders SET total_cents = total_cents + 100, note = 'Corrected by "
	       "accounting'\n"
	       "WHERE id BETWEEN %" PRIu32 " AND %" PRIu32 ";\n",
		first, first + writes / 2);
	printf("@write forget\n"
	       "DELETE FROM orders WHERE id BETWEEN %" PRIu32 " AND %" PRIu32 ";\n",
		first, first + writes / 8);
}

static uint32_t number(const char *text)
{
	char *end;
	unsigned long long value = strtoull(text, &end, 10);
	if (*text == '\0' || *end != '\0' || value > 1000000) {
		fprintf(stderr, "orders: '%s' is not a number up to 1000000\n", text);
		exit(2);
	}
	return (uint32_t)value;
}

int main(int argc, char **argv)
{
	if (argc != 6) {
		fprintf(stderr, "usage: orders QUERIES ORDERS CUSTOMERS WRITES SEED\n");
		return 2;
	}
	const char *queries = argv[1];
	struct shop shop = {
		.state = strtoull(argv[5], NULL, 10),
		.orders = number(argv[2]),
		.customers = number(argv[3]),
	};
	uint32_t writes = number(argv[4]);
	if (shop.orders < 100 || shop.customers < 10) {
		fprintf(stderr, "orders: needs at least 100 orders and 10 customers\n");
		return 2;
	}
	shop.big = 1 + draw_below(&shop, shop.customers / 2);
	shop.second = shop.big + 1 + draw_below(&shop, shop.customers / 3);
	int all = strcmp(queries, "all") == 0;
	print_setup(&shop);
	if (all || strcmp(queries, "ordinary") == 0)
		for (int i = 0; i < 8; i++)
			print_customer(&shop, draw_ordinary(&shop));
	if (all || strcmp(queries, "wholesale") == 0) {
		print_customer(&shop, shop.big);
		print_customer(&shop, shop.second);
	}
	if (all || strcmp(queries, "queues") == 0)
		print_queues(&shop);
	if (writes > 0)
		print_writes(&shop, writes);
	if (all && writes > 0) {
		print_customer(&shop, shop.big);
		print_customer(&shop, shop.customers + 1);
		print_queues(&shop);
	}
	return 0;
}
