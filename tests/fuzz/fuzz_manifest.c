/*
 * fuzz_manifest.c - any bytes as a JSON document and as a manifest. Beyond not breaking anything:
 * what is read can be written, reads again, and is then written the same; what loads keeps the
 * bounds of the format.
 */
#include "../../runner/challenge/manifest.h"

#include "fuzz.h"

static void fuzz_json(const char *text, size_t size)
{
	struct assay_json *root = NULL, *again = NULL;
	struct assay_error err = {0};
	struct assay_bytes first = {0}, second = {0};
	if (assay_json_parse(text, size, "f", ASSAY_ERR_CHALLENGE, &root, &err) != 0) {
		require(err.code == ASSAY_ERR_CHALLENGE && err.text[0] != '\0');
		return;
	}
	require(assay_json_print(root, true, &first, &err) == 0);
	require(assay_json_parse(first.data, first.size, "g", ASSAY_ERR_CHALLENGE, &again, &err) ==
		0);
	require(assay_json_print(again, true, &second, &err) == 0);
	require(strcmp(first.data, second.data) == 0);
	assay_json_free(root);
	assay_json_free(again);
	assay_bytes_release(&first);
	assay_bytes_release(&second);
}

static void fuzz_manifest(const char *text, size_t size)
{
	struct assay_challenge challenge;
	struct assay_error err = {0};
	assay_challenge_init(&challenge);
	if (assay_manifest_read(text, size, "f", NULL, &challenge, &err) == 0) {
		require(assay_id_valid(challenge.id));
		require(challenge.group_count >= 2 && challenge.group_count <= ASSAY_GROUPS_MAX);
		require(challenge.groups[0].sample && !challenge.groups[1].sample);
		require(challenge.file_count >= 1 && challenge.file_count <= ASSAY_FILES_MAX);
		require(assay_challenge_points(&challenge) > 0);
		require(challenge.limits.cpu_ns > 0 && challenge.limits.wall_ns > 0);
		require((challenge.driver != NULL) != (challenge.sql_setup != NULL));
		require(challenge.reference != NULL && challenge.title != NULL);
	} else {
		require(err.code == ASSAY_ERR_CHALLENGE && err.text[0] != '\0');
	}
	assay_challenge_release(&challenge);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_json((const char *)data, size);
	fuzz_manifest((const char *)data, size);
	return 0;
}
