/*
 * bytes.c - owns the growing string and the checked parsing of numbers.
 */
#include <assay/bytes.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void assay_bytes_init(struct assay_bytes *bytes)
{
	*bytes = (struct assay_bytes){0};
}

void assay_bytes_release(struct assay_bytes *bytes)
{
	free(bytes->data);
	assay_bytes_init(bytes);
}

void assay_bytes_clear(struct assay_bytes *bytes)
{
	bytes->size = 0;
	bytes->failed = false;
	if (bytes->data != NULL)
		bytes->data[0] = '\0';
}

/* Makes room for `more` bytes and a NUL. */
static bool reserve(struct assay_bytes *bytes, size_t more)
{
	size_t need;
	if (bytes->failed)
		return false;
	if (__builtin_add_overflow(bytes->size, more, &need) || need == SIZE_MAX) {
		bytes->failed = true;
		return false;
	}
	need++;
	if (need <= bytes->capacity)
		return true;
	size_t capacity = bytes->capacity < 64 ? 64 : bytes->capacity;
	while (capacity < need) {
		if (__builtin_mul_overflow(capacity, 2, &capacity))
			capacity = need;
	}
	char *data = realloc(bytes->data, capacity);
	if (data == NULL) {
		bytes->failed = true;
		return false;
	}
	bytes->data = data;
	bytes->capacity = capacity;
	return true;
}

void assay_bytes_append(struct assay_bytes *bytes, const void *data, size_t size)
{
	if (!reserve(bytes, size))
		return;
	if (size > 0)
		memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
	bytes->data[bytes->size] = '\0';
}

void assay_bytes_puts(struct assay_bytes *bytes, const char *text)
{
	assay_bytes_append(bytes, text, strlen(text));
}

void assay_bytes_putc(struct assay_bytes *bytes, char c)
{
	assay_bytes_append(bytes, &c, 1);
}

void assay_bytes_printf(struct assay_bytes *bytes, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (size < 0 || !reserve(bytes, (size_t)size)) {
		bytes->failed = true;
		return;
	}
	va_start(arguments, format);
	vsnprintf(bytes->data + bytes->size, (size_t)size + 1, format, arguments);
	va_end(arguments);
	bytes->size += (size_t)size;
}

int assay_bytes_check(const struct assay_bytes *bytes, struct assay_error *err)
{
	if (bytes->failed)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	return 0;
}

char *assay_bytes_steal(struct assay_bytes *bytes)
{
	char *data = NULL;
	if (reserve(bytes, 0)) {
		data = bytes->data;
		data[bytes->size] = '\0';
		bytes->data = NULL;
	}
	assay_bytes_release(bytes);
	return data;
}

const char *assay_bytes_text(const struct assay_bytes *bytes)
{
	return bytes->data == NULL ? "" : bytes->data;
}

size_t assay_utf8_length(const char *text, size_t size, uint32_t *ret_point)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *data = (const unsigned char *)text;
	if (size == 0)
		return 0;
	size_t length = data[0] < 0x80             ? 1
			: (data[0] & 0xe0) == 0xc0 ? 2
			: (data[0] & 0xf0) == 0xe0 ? 3
			: (data[0] & 0xf8) == 0xf0 ? 4
						   : 0;
	if (length == 0 || length > size)
		return 0;
	uint32_t point = length == 1 ? data[0] : data[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((data[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (data[i] & 0x3f);
	}
	if (point < least[length] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		return 0;
	*ret_point = point;
	return length;
}

bool assay_utf8_unsafe(uint32_t point)
{
	if (point < 0x20)
		return point != '\n' && point != '\t';
	return (point >= 0x7f && point < 0xa0) || point == 0x061c || point == 0x200e ||
	       point == 0x200f || (point >= 0x2028 && point <= 0x202e) ||
	       (point >= 0x2066 && point <= 0x2069) || point == 0xfeff ||
	       (point >= 0xfff9 && point <= 0xfffb) || (point & 0xfffe) == 0xfffe;
}

void assay_bytes_append_safe(struct assay_bytes *bytes, const char *data, size_t size, size_t limit)
{
	size_t shown = size < limit ? size : limit;
	size_t i = 0;
	while (i < shown) {
		/* What nearly all text is made of goes over in one piece. */
		size_t plain = 0;
		while (i + plain < shown && data[i + plain] >= 0x20 && data[i + plain] < 0x7f)
			plain++;
		if (plain > 0) {
			assay_bytes_append(bytes, data + i, plain);
			i += plain;
			continue;
		}
		uint32_t point = 0;
		size_t length = assay_utf8_length(data + i, size - i, &point);
		if (length > 1 && i + length > shown)
			break;
		if (length == 0 || assay_utf8_unsafe(point)) {
			size_t bad = length == 0 ? 1 : length;
			for (size_t j = 0; j < bad; j++)
				assay_bytes_printf(bytes, "\\x%02x", (unsigned char)data[i + j]);
			i += bad;
			continue;
		}
		assay_bytes_append(bytes, data + i, length);
		i += length;
	}
	if (size > shown)
		assay_bytes_printf(bytes, " [cut: %zu bytes in all]", size);
}

/* Digits of `text` from `i` on into a number; false when there is none or it does not fit. */
static bool read_digits(const char *text, size_t *i, uint64_t *ret_value)
{
	uint64_t value = 0;
	size_t start = *i;
	for (; text[*i] >= '0' && text[*i] <= '9'; (*i)++) {
		if (__builtin_mul_overflow(value, 10u, &value) ||
			__builtin_add_overflow(value, (uint64_t)(text[*i] - '0'), &value))
			return false;
	}
	*ret_value = value;
	return *i > start;
}

int assay_parse_u64(const char *text, const char *what, uint64_t minimum, uint64_t maximum,
	uint64_t *ret_value, struct assay_error *err)
{
	uint64_t value;
	size_t i = 0;
	if (!read_digits(text, &i, &value) || text[i] != '\0' || value < minimum || value > maximum)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"%s: '%s' is not a whole number from %llu to %llu", what, text,
			(unsigned long long)minimum, (unsigned long long)maximum);
	*ret_value = value;
	return 0;
}

int assay_parse_seconds(const char *text, const char *what, uint64_t maximum_ns, uint64_t *ret_ns,
	struct assay_error *err)
{
	uint64_t ns = 0;
	size_t i = 0;
	bool valid = read_digits(text, &i, &ns) && !__builtin_mul_overflow(ns, 1000000000u, &ns);
	if (valid && text[i] == '.') {
		uint64_t unit = 100000000;
		size_t start = ++i;
		for (; text[i] >= '0' && text[i] <= '9'; i++, unit /= 10)
			ns += (uint64_t)(text[i] - '0') * unit;
		valid = i > start;
	}
	if (!valid || text[i] != '\0' || ns > maximum_ns)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"%s: '%s' is not a number of seconds from 0 to %llu, such as 0.25", what,
			text, (unsigned long long)(maximum_ns / 1000000000u));
	*ret_ns = ns;
	return 0;
}

int assay_parse_size(const char *text, const char *what, uint64_t maximum, uint64_t *ret_bytes,
	struct assay_error *err)
{
	static const char suffixes[] = "KMG";
	uint64_t value = 0;
	size_t i = 0;
	bool valid = read_digits(text, &i, &value);
	const char *suffix = valid && text[i] != '\0' ? strchr(suffixes, text[i]) : NULL;
	if (suffix != NULL) {
		i++;
		uint64_t unit = UINT64_C(1) << (10 * (suffix - suffixes + 1));
		valid = !__builtin_mul_overflow(value, unit, &value);
	}
	if (!valid || text[i] != '\0' || value > maximum)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"%s: '%s' is not a size of at most %llu bytes, such as 64M", what, text,
			(unsigned long long)maximum);
	*ret_bytes = value;
	return 0;
}
