/*
 * uuid.c - owns the layout of identifiers. Reads no clock: the caller says what time it is.
 */
#include "uuid.h"

#include <stddef.h>

#include "../digest.h"

void assay_uuid_make(
	struct assay_uuid_clock *clock, uint64_t wall_ns, char ret_text[ASSAY_UUID_TEXT_SIZE])
{
	static const char hexadecimal[] = "0123456789abcdef";
	uint64_t milliseconds = wall_ns / 1000000u;
	uint64_t fraction = wall_ns % 1000000u * 4096u / 1000000u;
	uint64_t moment = milliseconds << 12 | fraction;
	if (moment <= clock->last)
		moment = clock->last + 1;
	clock->last = moment;

	uint8_t bytes[16];
	assay_random_bytes(bytes, sizeof bytes);
	for (unsigned i = 0; i < 6; i++)
		bytes[i] = (uint8_t)(moment >> (52 - 8 * i));
	bytes[6] = (uint8_t)(0x70 | (moment >> 8 & 0x0f));
	bytes[7] = (uint8_t)moment;
	bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3f));
	char digits[32];
	for (size_t i = 0; i < sizeof bytes; i++) {
		digits[2 * i] = hexadecimal[bytes[i] >> 4];
		digits[2 * i + 1] = hexadecimal[bytes[i] & 0x0f];
	}
	assay_uuid_format(digits, sizeof digits, ret_text);
}

unsigned assay_uuid_format(const char *digits, unsigned count, char ret_text[ASSAY_UUID_TEXT_SIZE])
{
	unsigned length = 0;
	for (unsigned i = 0; i < count; i++) {
		if (i == 8 || i == 12 || i == 16 || i == 20)
			ret_text[length++] = '-';
		ret_text[length++] = digits[i];
	}
	ret_text[length] = '\0';
	return length;
}
