/*
 * text.c - owns bytes and texts of the launcher where it has no C library: copying, comparing, numbers
 * in and out. What a format cannot do ends the process, so that no path goes out half written.
 */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The compiler itself calls these four; written so that it does not see a call of themselves in them. */
void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	void *at = to;
	__asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(size) : : "memory");
	return to;
}

void *memset(void *to, int byte, size_t size)
{
	void *at = to;
	__asm__ volatile("rep stosb" : "+D"(at), "+c"(size) : "a"(byte) : "memory");
	return to;
}

void *memmove(void *to, const void *from, size_t size)
{
	if ((uintptr_t)to - (uintptr_t)from >= size)
		return memcpy(to, from, size);
	char *target = to;
	const char *source = from;
	while (size-- > 0)
		target[size] = source[size];
	return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *left = a;
	const unsigned char *right = b;
	for (size_t i = 0; i < size; i++) {
		if (left[i] != right[i])
			return left[i] - right[i];
	}
	return 0;
}

size_t strnlen(const char *text, size_t limit)
{
	size_t length = 0;
	while (length < limit && text[length] != '\0')
		length++;
	return length;
}

size_t strlen(const char *text)
{
	return strnlen(text, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t limit)
{
	for (size_t i = 0; i < limit; i++) {
		if (a[i] != b[i] || a[i] == '\0')
			return (unsigned char)a[i] - (unsigned char)b[i];
	}
	return 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, SIZE_MAX);
}

char *strchr(const char *text, int byte)
{
	union {
		const char *from;
		char *to;
	} at = {.from = text};
	while (*at.from != (char)byte) {
		if (*at.from++ == '\0')
			return NULL;
	}
	return at.to;
}

char *strrchr(const char *text, int byte)
{
	char *last = NULL;
	for (char *at = strchr(text, byte); at != NULL; at = strchr(at + 1, byte)) {
		last = at;
		if (*at == '\0')
			break;
	}
	return last;
}

size_t strspn(const char *text, const char *wanted)
{
	size_t length = 0;
	while (text[length] != '\0' && strchr(wanted, text[length]) != NULL)
		length++;
	return length;
}

size_t strcspn(const char *text, const char *stops)
{
	size_t length = 0;
	while (text[length] != '\0' && strchr(stops, text[length]) == NULL)
		length++;
	return length;
}

/* Decimal numbers only: what the kernel writes. */
unsigned long strtoul(const char *text, char **ret_end, int base)
{
	union {
		const char *from;
		char *to;
	} at = {.from = text};
	unsigned long value = 0;
	if (base != 10)
		__builtin_trap();
	while (*at.from == ' ' || *at.from == '\t' || *at.from == '\n')
		at.from++;
	bool negative = *at.from == '-';
	const char *digits = at.from + (negative || *at.from == '+');
	const char *end = digits;
	for (; *end >= '0' && *end <= '9'; end++) {
		if (__builtin_mul_overflow(value, 10UL, &value) ||
			__builtin_add_overflow(value, (unsigned long)(*end - '0'), &value)) {
			errno = ERANGE;
			value = ULONG_MAX;
		}
	}
	if (ret_end != NULL) {
		at.from = end == digits ? text : end;
		*ret_end = at.to;
	}
	return negative ? 0 - value : value;
}

unsigned long long strtoull(const char *text, char **ret_end, int base)
{
	return strtoul(text, ret_end, base);
}

long strtol(const char *text, char **ret_end, int base)
{
	return (long)strtoul(text, ret_end, base);
}

char *getenv(const char *name)
{
	size_t length = strlen(name);
	for (char **at = environ; *at != NULL; at++) {
		if (strncmp(*at, name, length) == 0 && (*at)[length] == '=')
			return *at + length + 1;
	}
	return NULL;
}

/* What a format has produced: `length` counts on where there is no more room. */
struct output {
	char *text;
	size_t size, length;
};

static void put(struct output *output, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++, output->length++) {
		if (output->length + 1 < output->size)
			output->text[output->length] = text[i];
	}
}

static void put_number(struct output *output, unsigned long value, unsigned base, bool negative)
{
	char digits[32];
	size_t at = sizeof digits;
	do {
		digits[--at] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value != 0);
	if (negative)
		digits[--at] = '-';
	put(output, digits + at, sizeof digits - at);
}

static void put_signed(struct output *output, long value)
{
	unsigned long distance = value < 0 ? 0 - (unsigned long)value : (unsigned long)value;
	put_number(output, distance, 10, value < 0);
}

/* "%s", "%.120s", "%.*s", "%d", "%u", "%x", the numbers also as long; *at stands behind the '%'. */
static void put_argument(struct output *output, const char **at, va_list *arguments)
{
	size_t precision = SIZE_MAX;
	if (strncmp(*at, ".*", 2) == 0) {
		precision = (size_t)va_arg(*arguments, int);
		*at += 2;
	} else if (**at == '.') {
		char *end;
		precision = strtoul(*at + 1, &end, 10);
		*at = end;
	}
	bool is_long = false;
	for (; **at == 'l' || **at == 'z'; (*at)++)
		is_long = true;
	char kind = *(*at)++;
	if (kind == 's') {
		const char *string = va_arg(*arguments, const char *);
		put(output, string, strnlen(string, precision));
	} else if (kind == 'd') {
		put_signed(output, is_long ? va_arg(*arguments, long) : va_arg(*arguments, int));
	} else if (kind == 'u' || kind == 'x') {
		unsigned long value =
			is_long ? va_arg(*arguments, unsigned long) : va_arg(*arguments, unsigned);
		put_number(output, value, kind == 'u' ? 10 : 16, false);
	} else {
		__builtin_trap();
	}
}

int snprintf(char *restrict text, size_t size, const char *restrict format, ...)
{
	struct output output = {.text = text, .size = size};
	const char *at = format;
	va_list arguments;
	va_start(arguments, format);
	while (*at != '\0') {
		if (*at++ == '%')
			put_argument(&output, &at, &arguments);
		else
			put(&output, at - 1, 1);
	}
	va_end(arguments);
	if (size > 0)
		text[output.length < size ? output.length : size - 1] = '\0';
	return (int)output.length;
}
