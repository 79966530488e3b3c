/*
 * error.c - owns the table of error codes, and the making of messages.
 */
#include <assay/error.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <assay/bytes.h>

static const struct {
	int code;
	int exit_status;
	const char *name;
} codes[] = {
	{ASSAY_OK, 0, "ok"},
	{ASSAY_ERR_USAGE, 2, "usage"},
	{ASSAY_ERR_NOT_FOUND, 2, "not-found"},
	{ASSAY_ERR_SUBMISSION, 2, "submission"},
	{ASSAY_ERR_CHALLENGE, 3, "challenge"},
	{ASSAY_ERR_SANDBOX, 4, "sandbox"},
	{ASSAY_ERR_SYSTEM, 4, "system"},
	{ASSAY_ERR_STORE, 4, "store"},
	{ASSAY_ERR_TOOLCHAIN, 4, "toolchain"},
	{ASSAY_ERR_CANCELLED, 4, "cancelled"},
	{ASSAY_ERR_INTERNAL, 4, "internal"},
};

/* Copies text into the error, what is unsafe on a terminal shown, cut at a character boundary. */
static void put_text(struct assay_error *err, const char *text)
{
	size_t size = 0, left = strlen(text);
	while (left > 0) {
		uint32_t point = 0;
		size_t length = assay_utf8_length(text, left, &point);
		bool plain = length > 0 && point >= 0x20 && !assay_utf8_unsafe(point);
		size_t taken = length == 0 ? 1 : length;
		if (size + (plain ? taken : 4 * taken) >= sizeof err->text)
			break;
		for (size_t i = 0; i < taken && !plain; i++, size += 4)
			snprintf(err->text + size, 5, "\\x%02x", (unsigned char)text[i]);
		if (plain) {
			memcpy(err->text + size, text, taken);
			size += taken;
		}
		text += taken;
		left -= taken;
	}
	err->text[size] = '\0';
}

void assay_error_format(char *ret_text, size_t size, const char *format, va_list arguments)
{
	if (vsnprintf(ret_text, size, format, arguments) < 0)
		ret_text[0] = '\0';
}

int assay_error_set(struct assay_error *err, int code, const char *format, ...)
{
	if (err == NULL)
		return code;
	char text[ASSAY_ERROR_SIZE * 2];
	va_list arguments;
	va_start(arguments, format);
	assay_error_format(text, sizeof text, format, arguments);
	va_end(arguments);
	err->code = code;
	put_text(err, text);
	return code;
}

int assay_error_errno(struct assay_error *err, int errno_value, const char *format, ...)
{
	if (err == NULL)
		return ASSAY_ERR_SYSTEM;
	char text[ASSAY_ERROR_SIZE];
	va_list arguments;
	va_start(arguments, format);
	assay_error_format(text, sizeof text, format, arguments);
	va_end(arguments);
	char reason[128];
	return assay_error_set(err, ASSAY_ERR_SYSTEM, "%s: %s", text,
		strerror_r(errno_value, reason, sizeof reason));
}

int assay_error_wrap(struct assay_error *err, const char *format, ...)
{
	if (err == NULL)
		return ASSAY_ERR_INTERNAL;
	char context[ASSAY_ERROR_SIZE];
	va_list arguments;
	va_start(arguments, format);
	assay_error_format(context, sizeof context, format, arguments);
	va_end(arguments);
	char inner[ASSAY_ERROR_SIZE];
	memcpy(inner, err->text, sizeof inner);
	return assay_error_set(err, err->code, "%s: %s", context, inner);
}

const char *assay_code_name(int code)
{
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		if (codes[i].code == code)
			return codes[i].name;
	}
	return "unknown";
}

int assay_code_exit_status(int code)
{
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		if (codes[i].code == code)
			return codes[i].exit_status;
	}
	return 4;
}
