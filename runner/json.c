/*
 * json.c - owns JSON trees, which are cJSON's: the only file that includes it. Must not let cJSON
 * see text that json_scan.c has not passed, for cJSON is lax.
 */
#include "json.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include <assay/cleanup.h>

#include "json_print.h"
#include "json_scan.h"

/* A bit of cJSON's `type` that cJSON does not use: an addition below this node ran out of memory.
 */
#define TYPE_INCOMPLETE (1 << 20)

static const cJSON *to_cjson(const struct assay_json *node)
{
	return (const cJSON *)node;
}

static struct assay_json *from_cjson(cJSON *node)
{
	return (struct assay_json *)node;
}

/* Reading */

struct document {
	const char *text;
	size_t size;
	const char *name;
	int code;
	struct assay_json_keys keys;
	size_t key; /* the next one of a walk in document order */
	struct assay_error *err;
};

struct member {
	const char *key;
	size_t offset;
};

static int compare_members(const void *left, const void *right)
{
	const struct member *a = left, *b = right;
	int order = strcmp(a->key, b->key);
	if (order != 0)
		return order;
	return (a->offset > b->offset) - (a->offset < b->offset);
}

static int refuse_duplicate(struct document *document, struct member *members, size_t count)
{
	qsort(members, count, sizeof *members, compare_members);
	for (size_t i = 1; i < count; i++) {
		if (strcmp(members[i - 1].key, members[i].key) == 0)
			return assay_json_fault(document->text, document->size, members[i].offset,
				document->name, document->code, document->err,
				"duplicate key '%.64s'", members[i].key);
	}
	return 0;
}

/* Walks the tree as the scan walked the text, so that the n-th key met is the n-th place. Deep as
 * the tree, which the scan has bounded. */
static int check_keys(struct document *document, const cJSON *node)
{
	size_t count = 0;
	const cJSON *child;
	cJSON_ArrayForEach(child, node) count++;
	ASSAY_AUTO_FREE struct member *members = NULL;
	if (cJSON_IsObject(node) && count > 0) {
		members = calloc(count, sizeof *members);
		if (members == NULL)
			return assay_error_set(document->err, ASSAY_ERR_SYSTEM, "out of memory");
	}
	size_t i = 0;
	cJSON_ArrayForEach(child, node)
	{
		if (members != NULL) {
			assert(document->key < document->keys.count);
			members[i].key = child->string;
			members[i++].offset = document->keys.offsets[document->key++];
		}
		int status = child->child == NULL ? 0 : check_keys(document, child);
		if (status != 0)
			return status;
	}
	return members == NULL ? 0 : refuse_duplicate(document, members, count);
}

int assay_json_parse(const char *text, size_t size, const char *name, int code,
	struct assay_json **ret_root, struct assay_error *err)
{
	struct document document = {
		.text = text, .size = size, .name = name, .code = code, .err = err};
	int status = assay_json_scan(text, size, name, code, &document.keys, err);
	cJSON *root = NULL;
	if (status == 0) {
		root = cJSON_ParseWithLength(text, size);
		if (root == NULL)
			status = assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	}
	if (status == 0)
		status = check_keys(&document, root);
	assay_json_keys_release(&document.keys);
	if (status != 0) {
		cJSON_Delete(root);
		return status;
	}
	*ret_root = from_cjson(root);
	return 0;
}

void assay_json_free(struct assay_json *root)
{
	cJSON_Delete((cJSON *)root);
}

void assay_json_release(struct assay_json **root)
{
	assay_json_free(*root);
	*root = NULL;
}

enum assay_json_type assay_json_type(const struct assay_json *node)
{
	switch (to_cjson(node)->type & 0xff) {
	case cJSON_False:
	case cJSON_True:
		return ASSAY_JSON_BOOL;
	case cJSON_Number:
		return ASSAY_JSON_NUMBER;
	case cJSON_String:
		return ASSAY_JSON_STRING;
	case cJSON_Array:
		return ASSAY_JSON_ARRAY;
	case cJSON_Object:
		return ASSAY_JSON_OBJECT;
	default:
		return ASSAY_JSON_NULL;
	}
}

const struct assay_json *assay_json_first(const struct assay_json *node)
{
	return from_cjson(to_cjson(node)->child);
}

const struct assay_json *assay_json_next(const struct assay_json *child)
{
	return from_cjson(to_cjson(child)->next);
}

size_t assay_json_size(const struct assay_json *node)
{
	size_t count = 0;
	for (const cJSON *child = to_cjson(node)->child; child != NULL; child = child->next)
		count++;
	return count;
}

const char *assay_json_key(const struct assay_json *child)
{
	return to_cjson(child)->string;
}

const struct assay_json *assay_json_get(const struct assay_json *object, const char *key)
{
	return from_cjson(cJSON_GetObjectItemCaseSensitive(to_cjson(object), key));
}

const char *assay_json_string(const struct assay_json *node)
{
	return cJSON_IsString(to_cjson(node)) ? to_cjson(node)->valuestring : NULL;
}

double assay_json_number(const struct assay_json *node)
{
	return cJSON_IsNumber(to_cjson(node)) ? to_cjson(node)->valuedouble : 0;
}

bool assay_json_bool(const struct assay_json *node)
{
	return cJSON_IsTrue(to_cjson(node));
}

void assay_json_describe(const struct assay_json *node, struct assay_bytes *ret_text)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	assay_json_print_value(node, false, 0, &text);
	if (text.failed)
		ret_text->failed = true;
	else
		assay_bytes_append_safe(ret_text, text.data, text.size, 60);
}

/* Writing */

static struct assay_json *attach(struct assay_json *parent, const char *key, cJSON *child)
{
	cJSON *node = (cJSON *)parent;
	if (node == NULL || child == NULL ||
		!(key == NULL ? cJSON_AddItemToArray(node, child)
			      : cJSON_AddItemToObject(node, key, child))) {
		cJSON_Delete(child);
		/* Without a parent, that failed before and its own parent remembers. */
		if (node != NULL)
			node->type |= TYPE_INCOMPLETE;
		return NULL;
	}
	return from_cjson(child);
}

struct assay_json *assay_json_new_object(void)
{
	return from_cjson(cJSON_CreateObject());
}

struct assay_json *assay_json_new_array(void)
{
	return from_cjson(cJSON_CreateArray());
}

struct assay_json *assay_json_add_object(struct assay_json *object, const char *key)
{
	return attach(object, key, cJSON_CreateObject());
}

struct assay_json *assay_json_add_array(struct assay_json *object, const char *key)
{
	return attach(object, key, cJSON_CreateArray());
}

struct assay_json *assay_json_add_string(
	struct assay_json *object, const char *key, const char *text)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes valid = {0};
	size_t size = strlen(text);
	for (size_t i = 0; i < size;) {
		uint32_t point;
		size_t length = assay_utf8_length(text + i, size - i, &point);
		if (length == 0)
			assay_bytes_puts(&valid, "\xef\xbf\xbd");
		else
			assay_bytes_append(&valid, text + i, length);
		i += length == 0 ? 1 : length;
	}
	cJSON *child = valid.failed ? NULL : cJSON_CreateString(assay_bytes_text(&valid));
	return attach(object, key, child);
}

struct assay_json *assay_json_add_number(struct assay_json *object, const char *key, double value)
{
	return attach(object, key, cJSON_CreateNumber(value));
}

struct assay_json *assay_json_add_thousandths(
	struct assay_json *object, const char *key, uint64_t thousandths)
{
	return assay_json_add_number(object, key, (double)thousandths / 1000);
}

struct assay_json *assay_json_add_bool(struct assay_json *object, const char *key, bool value)
{
	return attach(object, key, cJSON_CreateBool(value));
}

struct assay_json *assay_json_add_null(struct assay_json *object, const char *key)
{
	return attach(object, key, cJSON_CreateNull());
}

int assay_json_add_tree(struct assay_json *parent, const char *key, struct assay_json *child)
{
	return attach(parent, key, (cJSON *)child) == NULL ? ASSAY_ERR_SYSTEM : 0;
}

static bool is_incomplete(const cJSON *node)
{
	bool incomplete = (node->type & TYPE_INCOMPLETE) != 0;
	for (const cJSON *child = node->child; child != NULL && !incomplete; child = child->next)
		incomplete = is_incomplete(child);
	return incomplete;
}

int assay_json_print(const struct assay_json *root, bool pretty, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	if (root == NULL || is_incomplete(to_cjson(root)))
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	assay_json_print_value(root, pretty, 0, ret_text);
	if (pretty)
		assay_bytes_putc(ret_text, '\n');
	return assay_bytes_check(ret_text, err);
}
