/*
 * material_cache.c - owns how a made test is written into the cache and read back.
 *
 * "material/1 INPUT-BYTES ANSWER-BYTES FIGURES", a line "METRIC VALUE SOURCE" for each figure, the
 * input, the answer. The cache vouches for the bytes; what does not fit this shape is remade.
 */
#include "material.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../build/cache.h"
#include "../build/languages.h"
#include "../digest.h"

#define HEAD "material/1"

static void add_text(struct assay_digest *digest, const char *text)
{
	assay_digest_part(digest, text, strlen(text));
}

int assay_material_key(const struct assay_challenge *challenge, const struct assay_case *test,
	uint32_t layers, char ret_key[ASSAY_DIGEST_SIZE], struct assay_error *err)
{
	struct assay_digest *digest;
	int status = assay_digest_open(&digest, err);
	if (status != 0)
		return status;
	/* The compiler and the level, since figures of the reference depend on them. */
	const struct assay_build_language *language =
		assay_build_language_find(challenge->language);
	char identity[256] = "";
	if (language != NULL)
		assay_build_language_identity(language, identity, sizeof identity);
	char numbers[64];
	snprintf(numbers, sizeof numbers, "%llu %x", (unsigned long long)test->seed, layers);
	add_text(digest, HEAD " " ASSAY_VERSION);
	add_text(digest, challenge->digest);
	add_text(digest, challenge->groups[test->group].name);
	add_text(digest, test->name);
	add_text(digest, test->input_path == NULL ? "" : test->input_path);
	add_text(digest, test->answer_path == NULL ? "" : test->answer_path);
	add_text(digest, numbers);
	add_text(digest, identity);
	assay_digest_close(digest, ret_key);
	return 0;
}

void assay_material_store(const char key[ASSAY_DIGEST_SIZE], const struct assay_material *material)
{
	struct assay_bytes entry = {0};
	if (material->input.size + material->answer.size > ASSAY_CACHE_ENTRY_MAX)
		return;
	assay_bytes_printf(&entry, HEAD " %zu %zu %zu\n", material->input.size,
		material->answer.size, material->reference_count);
	for (size_t i = 0; i < material->reference_count; i++)
		assay_bytes_printf(&entry, "%d %llu %d\n", (int)material->reference[i].metric,
			(unsigned long long)material->reference[i].value,
			(int)material->reference[i].source);
	assay_bytes_append(&entry, material->input.data, material->input.size);
	assay_bytes_append(&entry, material->answer.data, material->answer.size);
	if (!entry.failed)
		assay_cache_put(key, assay_bytes_text(&entry), entry.size);
	assay_bytes_release(&entry);
}

/* Three numbers of a line, after `skip`; NULL when they are not there. */
static const char *read_numbers(const char *at, const char *skip, unsigned long long numbers[3])
{
	size_t length = strlen(skip);
	if (strncmp(at, skip, length) != 0)
		return NULL;
	at += length;
	for (size_t i = 0; i < 3; i++) {
		char *end;
		if (*at < '0' || *at > '9')
			return NULL;
		errno = 0;
		numbers[i] = strtoull(at, &end, 10);
		if (errno != 0 || *end != (i == 2 ? '\n' : ' '))
			return NULL;
		at = end + 1;
	}
	return at;
}

static bool parse(const struct assay_bytes *entry, struct assay_material *material)
{
	unsigned long long head[3];
	const char *at = read_numbers(assay_bytes_text(entry), HEAD " ", head);
	if (at == NULL || head[2] > ASSAY_METRIC_COUNT)
		return false;
	for (size_t i = 0; i < head[2]; i++) {
		unsigned long long figure[3];
		at = read_numbers(at, "", figure);
		if (at == NULL || figure[0] >= ASSAY_METRIC_COUNT ||
			figure[2] > ASSAY_SOURCE_RUSAGE)
			return false;
		material->reference[i] = (struct assay_measure){
			.metric = (enum assay_metric)figure[0],
			.value = figure[1],
			.source = (enum assay_source)figure[2],
		};
	}
	material->reference_count = head[2];
	size_t left = entry->size - (size_t)(at - entry->data);
	if (head[0] > left || head[1] != left - head[0])
		return false;
	assay_bytes_append(&material->input, at, head[0]);
	assay_bytes_append(&material->answer, at + head[0], head[1]);
	return !material->input.failed && !material->answer.failed;
}

bool assay_material_load(const char key[ASSAY_DIGEST_SIZE], struct assay_material *ret_material)
{
	struct assay_bytes entry = {0};
	struct assay_material material = {0};
	bool loaded = assay_cache_get(key, &entry) && parse(&entry, &material);
	assay_bytes_release(&entry);
	if (loaded)
		*ret_material = material;
	else
		assay_material_release(&material);
	return loaded;
}
