/*
 * fuzz_sink.c - any bytes on their way to a terminal, a log and a report: no control byte passes,
 * nothing that a build server reads as a command stands at the start of a word, and what has passed
 * once passes unchanged.
 */
#include <assay/bytes.h>

#include "../../runner/report/safe.h"

#include "fuzz.h"

static void check_terminal(const char *text, size_t size)
{
	struct assay_bytes once = {0};
	struct assay_bytes twice = {0};
	assay_bytes_append_safe(&once, text, size, SIZE_MAX);
	require(!once.failed);
	require_safe(assay_bytes_text(&once), true);
	require(memchr(assay_bytes_text(&once), '\0', once.size) == NULL);
	assay_bytes_append_safe(&twice, assay_bytes_text(&once), once.size, SIZE_MAX);
	require(twice.size == once.size &&
		memcmp(assay_bytes_text(&twice), assay_bytes_text(&once), once.size) == 0);
	assay_bytes_release(&once);
	assay_bytes_release(&twice);
}

static void check_report(const char *text)
{
	struct assay_bytes once = {0};
	struct assay_bytes twice = {0};
	assay_safe_append(&once, text, SIZE_MAX);
	const char *safe = assay_bytes_text(&once);
	require_safe(safe, true);
	require(strncmp(safe, "::", 2) != 0 && strstr(safe, "\n::") == NULL &&
		strstr(safe, " ::") == NULL);
	require(strstr(safe, "##vso[") == NULL && strstr(safe, "##teamcity[") == NULL &&
		strstr(safe, "##[") == NULL);
	assay_safe_append(&twice, safe, SIZE_MAX);
	require(strcmp(safe, assay_bytes_text(&twice)) == 0);
	assay_bytes_release(&once);
	assay_bytes_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	require(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	check_terminal(text, size);
	check_report(text);
	free(text);
	return 0;
}
