/*
 * fuzz_diagnostics.c - any bytes as what a compiler wrote. The log is the candidate's to shape:
 * what comes out names the candidate's files, a system header or nothing, and is safe to show.
 */
#include "../../runner/build/diagnostics.h"

#include "fuzz.h"

static const char *const files[] = {"bucket.c", "lib/heap.c", "bucket.h"};
static const struct assay_diagnostic_names names = {"src/", files, 3};

static void check_file(const char *file)
{
	bool known = file[0] == '\0' || file[0] == '<';
	for (size_t i = 0; i < names.count; i++)
		known = known || strcmp(file, names.files[i]) == 0;
	require(known);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_diagnostics diagnostics = {0};
	require(assay_diagnostics_parse(&diagnostics, (const char *)data, size, &names));
	require(diagnostics.count <= ASSAY_DIAGNOSTICS_MAX);
	for (size_t i = 0; i < diagnostics.count; i++) {
		const struct assay_diagnostic *item = &diagnostics.items[i];
		check_file(item->file);
		require_safe(item->file, false);
		require_safe(item->text, false);
		require(item->severity[0] != '\0');
	}
	char *message = assay_diagnostics_message(&diagnostics, "nothing");
	require(message != NULL && message[0] != '\0');
	require_safe(message, false);
	free(message);
	assay_diagnostics_release(&diagnostics);
	return 0;
}
