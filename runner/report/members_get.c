/*
 * members_get.c - owns how each type of member is read back. Must not know any record.
 */
#include "members.h"

#include <assay/bytes.h>
#include <assay/result.h>

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Each returns false when the node is not what was expected. */

static bool get_name(const struct assay_json *node, void *at, size_t size)
{
	const char *text = assay_json_string(node);
	if (text == NULL || strlen(text) >= size)
		return false;
	memcpy(at, text, strlen(text) + 1);
	return true;
}

static bool get_text(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	const char *text = assay_json_string(node);
	char *copy = text == NULL ? NULL : strdup(text);
	*(char **)at = copy;
	return copy != NULL;
}

static bool is_null(const struct assay_json *node)
{
	return assay_json_type(node) == ASSAY_JSON_NULL;
}

static bool get_id(const struct assay_json *node, void *at, size_t size)
{
	return is_null(node) || get_name(node, at, size);
}

static bool get_who(const struct assay_json *node, void *at, size_t size)
{
	if (!is_null(node))
		return get_text(node, at, size);
	*(char **)at = calloc(1, 1);
	return *(char **)at != NULL;
}

static bool get_bool(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	*(bool *)at = assay_json_bool(node);
	return assay_json_type(node) == ASSAY_JSON_BOOL;
}

/* A number times `unit`, rounded, from 0 to `maximum`. */
static bool get_scaled(
	const struct assay_json *node, double unit, uint64_t maximum, uint64_t *ret_value)
{
	double value = assay_json_number(node) * unit;
	if (assay_json_type(node) != ASSAY_JSON_NUMBER || !(value >= 0) || value > (double)maximum)
		return false;
	*ret_value = (uint64_t)llround(value);
	return true;
}

static bool get_scaled32(const struct assay_json *node, double unit, void *at)
{
	uint64_t value = 0;
	bool valid = get_scaled(node, unit, UINT32_MAX, &value);
	*(uint32_t *)at = (uint32_t)value;
	return valid;
}

static bool get_u32(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	return get_scaled32(node, 1, at);
}

static bool get_u64(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	return get_scaled(node, 1, ASSAY_MEMBER_EXACT_MAX, at);
}

static bool get_digits(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	const char *text = assay_json_string(node);
	return text != NULL && assay_parse_u64(text, "seed", 0, UINT64_MAX, at, NULL) == 0;
}

static bool get_seconds(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	return get_scaled(node, 1e9, ASSAY_MEMBER_EXACT_MAX, at);
}

static bool get_thousandths(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	return get_scaled(node, 1000, ASSAY_MEMBER_EXACT_MAX, at);
}

static bool get_thousandths32(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	return get_scaled32(node, 1000, at);
}

static bool get_ratio(const struct assay_json *node, void *at, size_t size)
{
	if (!is_null(node))
		return get_thousandths(node, at, size);
	*(uint64_t *)at = ASSAY_RATIO_BEYOND;
	return true;
}

static bool get_next(const struct assay_json *node, void *at, size_t size)
{
	return is_null(node) || get_thousandths32(node, at, size);
}

static bool get_time(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	if (is_null(node))
		return true;
	const char *text = assay_json_string(node);
	struct tm parts = {0};
	const char *rest = text == NULL ? NULL : strptime(text, "%Y-%m-%dT%H:%M:%S", &parts);
	uint64_t fraction = 0;
	if (rest == NULL || *rest++ != '.' || strlen(rest) != 10 || rest[9] != 'Z')
		return false;
	char digits[10] = {0};
	memcpy(digits, rest, 9);
	time_t seconds = timegm(&parts);
	if (seconds < 0 || assay_parse_u64(digits, "fraction", 0, 999999999, &fraction, NULL) != 0)
		return false;
	*(uint64_t *)at = (uint64_t)seconds * 1000000000u + fraction;
	return true;
}

static bool get_verdict(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	const char *text = assay_json_string(node);
	return text != NULL && assay_verdict_parse(text, at);
}

static bool get_metric(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	const char *text = assay_json_string(node);
	for (unsigned i = 0; i < ASSAY_METRIC_COUNT && text != NULL; i++) {
		*(enum assay_metric *)at = (enum assay_metric)i;
		if (strcmp(text, assay_metric_name((enum assay_metric)i)) == 0)
			return true;
	}
	return false;
}

static bool get_source(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	const char *text = assay_json_string(node);
	for (unsigned i = 0; i <= ASSAY_SOURCE_RUSAGE && text != NULL; i++) {
		*(enum assay_source *)at = (enum assay_source)i;
		if (strcmp(text, assay_source_name((enum assay_source)i)) == 0)
			return true;
	}
	return false;
}

static bool get_level(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	const char *text = assay_json_string(node);
	return text != NULL && assay_level_parse(text, at, NULL) == 0;
}

/* Names of layers that this version does not know are passed over. */
static bool get_layers(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	if (assay_json_type(node) != ASSAY_JSON_ARRAY)
		return false;
	const struct assay_json *child = assay_json_first(node);
	for (; child != NULL; child = assay_json_next(child)) {
		const char *text = assay_json_string(child);
		for (unsigned bit = 0; bit < ASSAY_LAYER_COUNT && text != NULL; bit++)
			if (strcmp(text, assay_layer_name((enum assay_layer)(1u << bit))) == 0)
				*(uint32_t *)at |= UINT32_C(1) << bit;
	}
	return true;
}

static bool get_self_test(const struct assay_json *node, void *at, size_t size)
{
	(void)size;
	const char *text = assay_json_string(node);
	for (unsigned i = 0; i < ASSAY_SELF_TEST_COUNT && text != NULL; i++) {
		*(enum assay_self_test *)at = (enum assay_self_test)i;
		if (strcmp(text, assay_self_test_name((enum assay_self_test)i)) == 0)
			return true;
	}
	return false;
}

static const struct {
	bool (*get)(const struct assay_json *node, void *at, size_t size);
	const char *expected;
} readers[] = {
	[ASSAY_MEMBER_NAME] = {get_name, "a short string"},
	[ASSAY_MEMBER_ID] = {get_id, "a short string or null"},
	[ASSAY_MEMBER_TEXT] = {get_text, "a string"},
	[ASSAY_MEMBER_WHO] = {get_who, "a string or null"},
	[ASSAY_MEMBER_OPTIONAL] = {get_text, "a string"},
	[ASSAY_MEMBER_BOOL] = {get_bool, "true or false"},
	[ASSAY_MEMBER_U32] = {get_u32, "a number from 0 to 4294967295"},
	[ASSAY_MEMBER_U64] = {get_u64, "a number from 0 to 2^53"},
	[ASSAY_MEMBER_DIGITS] = {get_digits, "a string of digits"},
	[ASSAY_MEMBER_SECONDS] = {get_seconds, "a number of seconds"},
	[ASSAY_MEMBER_THOUSANDTHS] = {get_thousandths, "a number from 0 on"},
	[ASSAY_MEMBER_THOUSANDTHS32] = {get_thousandths32, "a number from 0 on"},
	[ASSAY_MEMBER_RATIO] = {get_ratio, "a number from 0 on, or null"},
	[ASSAY_MEMBER_NEXT] = {get_next, "a number from 0 on, or null"},
	[ASSAY_MEMBER_TIME] = {get_time, "a time as 2026-01-31T12:00:00.000000000Z"},
	[ASSAY_MEMBER_VERDICT] = {get_verdict, "a verdict"},
	[ASSAY_MEMBER_CODE] = {NULL, NULL},
	[ASSAY_MEMBER_METRIC] = {get_metric, "a metric"},
	[ASSAY_MEMBER_SOURCE] = {get_source, "none, cgroup or rusage"},
	[ASSAY_MEMBER_LEVEL] = {get_level, "a level of isolation"},
	[ASSAY_MEMBER_LAYERS] = {get_layers, "a list of layers"},
	[ASSAY_MEMBER_SELF_TEST] = {get_self_test, "not-run, passed or failed"},
};

static int refuse(const struct assay_member *member, const char *path,
	const struct assay_json *node, struct assay_error *err)
{
	struct assay_bytes value = {0};
	if (node == NULL)
		assay_bytes_puts(&value, "nothing");
	else
		assay_json_describe(node, &value);
	int r = assay_error_set(err, ASSAY_ERR_STORE, "%s%s%s.%s: got %s, expected %s", path,
		member->object == NULL ? "" : ".", member->object == NULL ? "" : member->object,
		member->key, assay_bytes_text(&value), readers[member->type].expected);
	assay_bytes_release(&value);
	return r;
}

int assay_members_get(const struct assay_json *object, const struct assay_member *members,
	const char *path, void *record, struct assay_error *err)
{
	for (; members->key != NULL; members++) {
		if (readers[members->type].get == NULL)
			continue;
		const struct assay_json *parent =
			members->object == NULL ? object : assay_json_get(object, members->object);
		const struct assay_json *node =
			parent == NULL ? NULL : assay_json_get(parent, members->key);
		if (node == NULL && (members->type == ASSAY_MEMBER_OPTIONAL ||
					    members->type == ASSAY_MEMBER_SELF_TEST))
			continue;
		errno = 0;
		void *at = (char *)record + members->offset;
		if (node != NULL && readers[members->type].get(node, at, members->size))
			continue;
		if (errno == ENOMEM)
			return assay_error_errno(err, ENOMEM, "read %s", path);
		return refuse(members, path, node, err);
	}
	return 0;
}
