/*
 * words.c - owns how numbers are written for people. Must not know where they come from.
 */
#include "words.h"

#include <inttypes.h>
#include <time.h>

void assay_words_bytes(struct assay_bytes *out, uint64_t bytes)
{
	static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
	if (bytes < 1024) {
		assay_bytes_printf(out, "%" PRIu64 " byte%s", bytes, bytes == 1 ? "" : "s");
		return;
	}
	size_t unit = 0;
	uint64_t size = 1024;
	while (unit < 3 && bytes / size >= 1024) {
		size *= 1024;
		unit++;
	}
	uint64_t tenths = bytes / size * 10 + (bytes % size * 10 + size / 2) / size;
	assay_bytes_printf(out, "%" PRIu64, tenths / 10);
	if (tenths % 10 != 0)
		assay_bytes_printf(out, ".%" PRIu64, tenths % 10);
	assay_bytes_printf(out, " %s", units[unit]);
}

void assay_words_seconds(struct assay_bytes *out, uint64_t ns)
{
	if (ns >= 100000000) {
		uint64_t hundredths = ns / 10000000 + (ns % 10000000 >= 5000000);
		assay_bytes_printf(
			out, "%" PRIu64 ".%02" PRIu64 " s", hundredths / 100, hundredths % 100);
		return;
	}
	uint64_t tenths = ns / 100000 + (ns % 100000 >= 50000);
	assay_bytes_printf(out, "%" PRIu64, tenths / 10);
	if (tenths % 10 != 0)
		assay_bytes_printf(out, ".%" PRIu64, tenths % 10);
	assay_bytes_puts(out, " ms");
}

void assay_words_thousandths(struct assay_bytes *out, uint64_t thousandths)
{
	assay_bytes_printf(out, "%" PRIu64, thousandths / 1000);
	unsigned fraction = (unsigned)(thousandths % 1000);
	int digits = 3;
	for (; digits > 0 && fraction % 10 == 0; digits--)
		fraction /= 10;
	if (digits > 0)
		assay_bytes_printf(out, ".%0*u", digits, fraction);
}

void assay_words_time(struct assay_bytes *out, uint64_t ns)
{
	time_t seconds = (time_t)(ns / 1000000000u);
	struct tm parts;
	if (gmtime_r(&seconds, &parts) == NULL || parts.tm_year > 9999 - 1900)
		return;
	assay_bytes_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d", parts.tm_year + 1900,
		parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}
