/*
 * members_put.c - owns how each type of member is written. Must not know any record.
 */
#include "members.h"

#include <assay/bytes.h>
#include <assay/cleanup.h>
#include <assay/result.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../words.h"
#include "safe.h"

#define TEXT_MAX (64u << 10) /* one string of a document */

/* One member on its way out: `at` points into the record. */
struct place {
	struct assay_json *object;
	const char *key;
	const void *at;
};

static void put_string(const struct place *place, const char *text)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes safe = {0};
	assay_safe_append(&safe, text, TEXT_MAX);
	/* Without memory an empty text would be a lie: NULL makes the tree incomplete. */
	if (safe.failed)
		assay_json_add_tree(place->object, place->key, NULL);
	else
		assay_json_add_string(place->object, place->key, assay_bytes_text(&safe));
}

static void put_null_or_string(const struct place *place, const char *text)
{
	if (text == NULL || text[0] == '\0')
		assay_json_add_null(place->object, place->key);
	else
		put_string(place, text);
}

static void put_thousandths(const struct place *place, uint64_t thousandths)
{
	if (thousandths > ASSAY_MEMBER_EXACT_MAX)
		thousandths = ASSAY_MEMBER_EXACT_MAX;
	assay_json_add_number(place->object, place->key, (double)thousandths / 1000.0);
}

static void put_name(const struct place *place)
{
	put_string(place, place->at);
}

static void put_id(const struct place *place)
{
	put_null_or_string(place, place->at);
}

static void put_text(const struct place *place)
{
	put_string(place, *(char *const *)place->at);
}

static void put_who(const struct place *place)
{
	put_null_or_string(place, *(char *const *)place->at);
}

static void put_optional(const struct place *place)
{
	if (*(char *const *)place->at != NULL)
		put_text(place);
}

static void put_bool(const struct place *place)
{
	assay_json_add_bool(place->object, place->key, *(const bool *)place->at);
}

static void put_u32(const struct place *place)
{
	assay_json_add_number(place->object, place->key, *(const uint32_t *)place->at);
}

static void put_u64(const struct place *place)
{
	uint64_t value = *(const uint64_t *)place->at;
	assay_json_add_number(place->object, place->key,
		(double)(value > ASSAY_MEMBER_EXACT_MAX ? ASSAY_MEMBER_EXACT_MAX : value));
}

static void put_digits(const struct place *place)
{
	char text[24];
	snprintf(text, sizeof text, "%" PRIu64, *(const uint64_t *)place->at);
	assay_json_add_string(place->object, place->key, text);
}

static void put_seconds(const struct place *place)
{
	uint64_t ns = *(const uint64_t *)place->at;
	assay_json_add_number(place->object, place->key,
		(double)(ns > ASSAY_MEMBER_EXACT_MAX ? ASSAY_MEMBER_EXACT_MAX : ns) / 1e9);
}

static void put_thousandths64(const struct place *place)
{
	put_thousandths(place, *(const uint64_t *)place->at);
}

static void put_thousandths32(const struct place *place)
{
	put_thousandths(place, *(const uint32_t *)place->at);
}

static void put_ratio(const struct place *place)
{
	if (*(const uint64_t *)place->at == ASSAY_RATIO_BEYOND)
		assay_json_add_null(place->object, place->key);
	else
		put_thousandths64(place);
}

static void put_next(const struct place *place)
{
	if (*(const uint32_t *)place->at == 0)
		assay_json_add_null(place->object, place->key);
	else
		put_thousandths32(place);
}

static void put_time(const struct place *place)
{
	uint64_t ns = *(const uint64_t *)place->at;
	struct assay_bytes text = {0};
	if (ns != 0)
		assay_words_time(&text, ns);
	if (text.size > 0) {
		assay_bytes_printf(&text, ".%09uZ", (unsigned)(ns % 1000000000u));
		put_string(place, assay_bytes_text(&text));
	} else {
		assay_json_add_null(place->object, place->key);
	}
	assay_bytes_release(&text);
}

static void put_verdict(const struct place *place)
{
	put_string(place, assay_verdict_name(*(const enum assay_verdict *)place->at));
}

static void put_code(const struct place *place)
{
	put_string(place, assay_verdict_code(*(const enum assay_verdict *)place->at));
}

static void put_metric(const struct place *place)
{
	put_string(place, assay_metric_name(*(const enum assay_metric *)place->at));
}

static void put_source(const struct place *place)
{
	put_string(place, assay_source_name(*(const enum assay_source *)place->at));
}

static void put_level(const struct place *place)
{
	put_string(place, assay_level_name(*(const enum assay_level *)place->at));
}

static void put_self_test(const struct place *place)
{
	put_string(place, assay_self_test_name(*(const enum assay_self_test *)place->at));
}

static void put_layers(const struct place *place)
{
	struct assay_json *names = assay_json_add_array(place->object, place->key);
	for (unsigned bit = 0; bit < ASSAY_LAYER_COUNT; bit++)
		if (*(const uint32_t *)place->at & UINT32_C(1) << bit)
			assay_json_add_string(
				names, NULL, assay_layer_name((enum assay_layer)(1u << bit)));
}

static void (*const writers[])(const struct place *place) = {
	[ASSAY_MEMBER_NAME] = put_name,
	[ASSAY_MEMBER_ID] = put_id,
	[ASSAY_MEMBER_TEXT] = put_text,
	[ASSAY_MEMBER_WHO] = put_who,
	[ASSAY_MEMBER_OPTIONAL] = put_optional,
	[ASSAY_MEMBER_BOOL] = put_bool,
	[ASSAY_MEMBER_U32] = put_u32,
	[ASSAY_MEMBER_U64] = put_u64,
	[ASSAY_MEMBER_DIGITS] = put_digits,
	[ASSAY_MEMBER_SECONDS] = put_seconds,
	[ASSAY_MEMBER_THOUSANDTHS] = put_thousandths64,
	[ASSAY_MEMBER_THOUSANDTHS32] = put_thousandths32,
	[ASSAY_MEMBER_RATIO] = put_ratio,
	[ASSAY_MEMBER_NEXT] = put_next,
	[ASSAY_MEMBER_TIME] = put_time,
	[ASSAY_MEMBER_VERDICT] = put_verdict,
	[ASSAY_MEMBER_CODE] = put_code,
	[ASSAY_MEMBER_METRIC] = put_metric,
	[ASSAY_MEMBER_SOURCE] = put_source,
	[ASSAY_MEMBER_LEVEL] = put_level,
	[ASSAY_MEMBER_LAYERS] = put_layers,
	[ASSAY_MEMBER_SELF_TEST] = put_self_test,
};

void assay_members_put(struct assay_json *object, const struct assay_member *members,
	const void *record, enum assay_member_reader reader)
{
	struct assay_json *parent = object;
	const char *within = NULL;
	for (; members->key != NULL; members++) {
		if (members->reader > reader)
			continue;
		/* Members of an object within stand beside each other in the table. */
		if (members->object == NULL)
			parent = object;
		else if (within == NULL || strcmp(within, members->object) != 0)
			parent = assay_json_add_object(object, members->object);
		within = members->object;
		writers[members->type](&(struct place){
			parent, members->key, (const char *)record + members->offset});
	}
}
