/*
 * requests.c - makes one test of leaky-service: a script of requests, operations as in driver.c.
 *
 *   requests mix COUNT SEED        COUNT requests of all kinds, well and badly formed
 *   requests retain COUNT SEED     responses that are held while COUNT others come, then shown
 *   requests storm COUNT SEED      a client that retries a faulty quote COUNT times
 *   requests refused COUNT SEED    COUNT times: a place that nobody goes to, and a retry
 *   requests many COUNT SEED       several clients, COUNT rounds of faulty quotes and good ones
 *   requests churn COUNT SEED      COUNT times a session is opened, fails, succeeds and is closed
 *
 * Same arguments and seed, same bytes.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t draw_below(uint64_t *state, uint64_t bound)
{
	uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15)); /* splitmix64 */
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (z ^ (z >> 31)) % bound;
}

#define PICK(state, list) (list)[draw_below(state, sizeof(list) / sizeof(list)[0])]

static const char *const names[] = {"anna", "kontor-7", "b2b", "mila", "shop.north", "zz"};
static const char *const countries[] = {"DE", "AT", "IT", "FR", "NO", "SE", "PL"};

/* Prints text as one word of a script. */
static void put_word(const char *text)
{
	if (*text == '\0')
		putchar('%');
	for (; *text != '\0'; text++) {
		if (*text > 0x20 && *text < 0x7f && *text != '%')
			putchar(*text);
		else
			printf("%%%02X", (unsigned)(unsigned char)*text);
	}
}

__attribute__((format(printf, 2, 3))) static void put_line(
	const char *operation, const char *format, ...)
{
	char text[256];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	printf("%s ", operation);
	put_word(text);
	putchar('\n');
}

/* The part of a quote after the session's name; served places, places that nobody goes to, ... */
static void make_parcel(uint64_t *state, char *text, size_t size)
{
	const char *by = draw_below(state, 3) == 0 ? " by=express" : "";
	snprintf(text, size, "to=%s post=%u grams=%u%s", PICK(state, countries),
		(unsigned)draw_below(state, 100), 1 + (unsigned)draw_below(state, 31500), by);
}

/* ... and what is wrong in itself: a problem that is made afresh each time. */
static void make_fault(uint64_t *state, char *text, size_t size)
{
	unsigned number = (unsigned)draw_below(state, 90000);
	const char *country = PICK(state, countries);
	switch (draw_below(state, 6)) {
	case 0:
		snprintf(text, size, "to=%s post=%u grams=%u", country, number, 31501 + number);
		break;
	case 1:
		snprintf(text, size, "to=%s post=%u grams=%ukg", country, number, 1 + number % 30);
		break;
	case 2:
		snprintf(text, size, "to=%s post=%u", country, number);
		break;
	case 3:
		snprintf(text, size, "to=%sX post=%u grams=100", country, number);
		break;
	case 4:
		snprintf(text, size, "to=%s post=00%u999999 grams=100", country, number);
		break;
	default:
		snprintf(text, size, "to=%s post=1 grams=100 by=air-%u", country, number);
		break;
	}
}

static void put_mixed(uint64_t *state, const char *operation)
{
	static const char *const odd[] = {"", " ", "quote", "open", "ship anna", "status now",
		"close nobody", "open a-name-that-is-long", "quote anna 2 3 4 5 6 7 8 9",
		"  history  anna ", "retry zz", "quote nobody to=DE post=1 grams=1", "history zz",
		"open zz", "close zz", "quote anna to=DE to=SE post=9 post=1 grams=1 grams=999",
		"history nobody"};
	const char *name = PICK(state, names);
	char text[128];
	uint64_t kind = draw_below(state, 100);
	if (kind < 12) {
		put_line(operation, "open %s", name);
	} else if (kind < 15) {
		put_line(operation, "close %s", name);
	} else if (kind < 36) {
		make_parcel(state, text, sizeof text);
		put_line(operation, "quote %s %s", name, text);
	} else if (kind < 48) {
		make_fault(state, text, sizeof text);
		put_line(operation, "quote %s %s", name, text);
	} else if (kind < 74) {
		put_line(operation, "retry %s", name);
	} else if (kind < 86) {
		put_line(operation, "history %s", name);
	} else if (kind < 90) {
		put_line(operation, "status");
	} else {
		put_line(operation, "%s", PICK(state, odd));
	}
}

static void open_all(void)
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		put_line("request", "open %s", names[i]);
}

static void ask_all(void)
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		put_line("request", "history %s", names[i]);
	put_line("request", "status");
}

static void make_mix(uint64_t *state, unsigned count)
{
	for (size_t i = 0; i < 4; i++)
		put_line("request", "open %s", names[i]);
	for (unsigned i = 0; i < count; i++) {
		char operation[32] = "request";
		unsigned slot = (unsigned)draw_below(state, 16);
		uint64_t kind = draw_below(state, 20);
		if (kind == 0)
			printf("show %u\n", slot);
		if (kind == 1)
			printf("drop %u\n", slot);
		if (kind < 4)
			snprintf(operation, sizeof operation, "hold %u", slot);
		put_mixed(state, operation);
	}
	ask_all();
}

static void make_retain(uint64_t *state, unsigned count)
{
	char operation[32], text[128];
	open_all();
	for (unsigned slot = 0; slot < 16; slot++) {
		const char *name = names[slot / 3];
		snprintf(operation, sizeof operation, "hold %u", slot);
		if (slot % 3 == 0)
			make_fault(state, text, sizeof text);
		else
			snprintf(text, sizeof text, "to=PL post=%u grams=%u", slot / 3,
				1 + (unsigned)draw_below(state, 31000));
		if (slot % 3 == 2)
			put_line(operation, "retry %s", name);
		else
			put_line(operation, "quote %s %s", name, text);
	}
	printf("repeat %u 1000 ", count);
	make_fault(state, text, sizeof text);
	put_word("quote anna to=NO post=9# grams=1");
	put_line("", "quote mila %s", text);
	printf("repeat %u 1 ", count);
	put_word("retry kontor-7");
	put_line("", "retry b2b");
	ask_all();
	for (size_t i = draw_below(state, 2); i < sizeof names / sizeof names[0]; i += 2)
		put_line("request", "close %s", names[i]);
	for (unsigned i = 0; i < 16; i++)
		printf("show %u\n", (unsigned)(i * 5 + 3) % 16);
	ask_all();
}

/* A faulty quote that its client repeats. */
static void make_storm(uint64_t *state, unsigned count)
{
	char text[128];
	open_all();
	make_fault(state, text, sizeof text);
	put_line("request", "quote kontor-7 %s", text);
	printf("repeat %u 1", count);
	put_line("", "retry kontor-7");
	ask_all();
}

/* Refusals are shared with the cache, which drops them sooner or later. */
static void make_refused(uint64_t *state, unsigned count)
{
	char text[128];
	open_all();
	const char *name = PICK(state, names);
	printf("repeat %u %u ", count, 700 + (unsigned)draw_below(state, 200));
	snprintf(text, sizeof text, "quote %s to=PL post=# grams=2500", name);
	put_word(text);
	put_line("", "retry %s", name);
	ask_all();
}

static void make_many(uint64_t *state, unsigned count)
{
	char text[128];
	open_all();
	printf("repeat %u 40", count);
	for (size_t i = 0; i < 3; i++) {
		make_fault(state, text, sizeof text);
		putchar(' ');
		char line[192];
		snprintf(line, sizeof line, "quote %s %s", names[i], text);
		put_word(line);
	}
	put_line("", "quote zz to=SE post=1# grams=5000");
	ask_all();
}

static void make_churn(uint64_t *state, unsigned count)
{
	char text[128];
	make_fault(state, text, sizeof text);
	printf("repeat %u 50 ", count);
	put_word("open k#");
	char line[192];
	snprintf(line, sizeof line, " quote k# %s", text);
	putchar(' ');
	put_word(line + 1);
	printf(" ");
	put_word("retry k#");
	putchar(' ');
	put_word("quote k# to=DE post=8# grams=900");
	putchar(' ');
	put_word("quote k# to=PL post=7# grams=900");
	put_line("", "close k#");
	ask_all();
}

static const struct {
	const char *name;
	void (*make)(uint64_t *state, unsigned count);
} kinds[] = {
	{"mix", make_mix},
	{"retain", make_retain},
	{"storm", make_storm},
	{"refused", make_refused},
	{"many", make_many},
	{"churn", make_churn},
};

int main(int argc, char **argv)
{
	uint64_t state = argc == 4 ? strtoull(argv[3], NULL, 10) : 0;
	for (size_t i = 0; argc == 4 && i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(argv[1], kinds[i].name) == 0) {
			kinds[i].make(&state, (unsigned)strtoul(argv[2], NULL, 10));
			return 0;
		}
	fprintf(stderr, "usage: requests mix|retain|storm|refused|many|churn COUNT SEED\n");
	return 2;
}
