/*
 * find.c - owns where challenges are looked for. Loads them by load.c and must not know what is in
 * them.
 */
#include "challenge_find.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

#include "../beneath.h"
#include "manifest.h"

#define ROOTS_MAX  64
#define ROOT_NAMES 100000 /* folders looked at in one root */
#define NEAR_MAX   3      /* near names offered for one that is not there */
#define FIRST_MAX  6      /* names offered where none is near */

struct places {
	struct assay_challenge_place *items;
	size_t count, capacity;
};

void assay_challenge_places_free(struct assay_challenge_place *places, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(places[i].id);
		free(places[i].directory);
	}
	free(places);
}

static void release_places(struct places *places)
{
	assay_challenge_places_free(places->items, places->count);
}

static int out_of_memory(struct assay_error *err)
{
	return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
}

/* share/ beside the program's own folder: where they are when an installation was moved as a whole. */
static int add_beside_program(struct assay_names *roots, struct assay_error *err)
{
	static const char data[] = "share/assay/challenges";
	char path[PATH_MAX];
	ssize_t size = readlink("/proc/self/exe", path, sizeof path - sizeof data);
	if (size <= 0 || (size_t)size >= sizeof path - sizeof data)
		return 0;
	path[size] = '\0';
	for (int level = 0; level < 2; level++) {
		char *slash = strrchr(path, '/');
		if (slash == NULL)
			return 0;
		slash[level] = '\0'; /* the second one stays */
		if (level == 1)
			memcpy(slash + 1, data, sizeof data);
	}
	if (strcmp(path, ASSAY_PREFIX "/share/assay/challenges") == 0 || access(path, X_OK) != 0)
		return 0;
	return assay_names_add(roots, path) ? 0 : out_of_memory(err);
}

/* The folders that hold challenges, in the order in which they are searched. */
static int list_roots(struct assay_names *roots, struct assay_error *err)
{
	static const char *const fixed[] = {"challenges", ASSAY_PREFIX "/share/assay/challenges"};
	const char *variable = getenv("ASSAY_CHALLENGES");
	ASSAY_AUTO_FREE char *list = strdup(variable == NULL ? "" : variable);
	if (list == NULL)
		return out_of_memory(err);
	char *rest = list;
	for (char *part = strsep(&rest, ":"); part != NULL; part = strsep(&rest, ":")) {
		if (part[0] == '\0')
			continue;
		if (roots->count == ROOTS_MAX)
			return assay_error_set(err, ASSAY_ERR_USAGE,
				"ASSAY_CHALLENGES: more than %d folders", ROOTS_MAX);
		if (!assay_names_add(roots, part))
			return out_of_memory(err);
	}
	for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
		if (!assay_names_add(roots, fixed[i]))
			return out_of_memory(err);
	}
	return add_beside_program(roots, err);
}

static char *join(const char *folder, const char *name)
{
	struct assay_bytes path = {0};
	assay_bytes_printf(&path, "%s/%s", folder, name);
	return assay_bytes_steal(&path);
}

static int add_place(struct places *places, const char *root, size_t index, const char *name,
	struct assay_error *err)
{
	if (places->count == places->capacity) {
		size_t capacity = places->capacity == 0 ? 32 : places->capacity * 2;
		struct assay_challenge_place *items =
			reallocarray(places->items, capacity, sizeof *items);
		if (items == NULL)
			return out_of_memory(err);
		places->items = items;
		places->capacity = capacity;
	}
	ASSAY_AUTO_FREE char *id = strdup(name);
	ASSAY_AUTO_FREE char *directory = join(root, name);
	if (id == NULL || directory == NULL)
		return out_of_memory(err);
	places->items[places->count++] = (struct assay_challenge_place){
		assay_steal_pointer(&id), assay_steal_pointer(&directory), index};
	return 0;
}

/* Adds the folders of one root that hold a manifest. A root that is not there is empty. */
static int add_root(struct places *places, const char *root, size_t index, struct assay_error *err)
{
	ASSAY_AUTO_FD int dirfd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == EACCES))
		return 0;
	if (dirfd < 0)
		return assay_error_errno(err, errno, "open the folder '%s'", root);
	ASSAY_AUTO(assay_names_release) struct assay_names names = {0};
	int status =
		assay_beneath_list_fd(dirfd, root, ROOT_NAMES, ASSAY_ERR_CHALLENGE, &names, err);
	for (size_t i = 0; status == 0 && i < names.count; i++) {
		const char *name = names.names[i];
		if (strlen(name) >= ASSAY_ID_SIZE || !assay_path_valid(name))
			continue;
		ASSAY_AUTO_FREE char *manifest = join(name, "challenge.json");
		if (manifest == NULL)
			return out_of_memory(err);
		/* Through a symbolic link too: the owner of a root may collect folders so. */
		if (faccessat(dirfd, manifest, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
			status = add_place(places, root, index, name, err);
	}
	return status;
}

static int compare_places(const void *left, const void *right)
{
	const struct assay_challenge_place *a = left, *b = right;
	int order = strcmp(a->id, b->id);
	if (order != 0)
		return order;
	return (a->root > b->root) - (a->root < b->root);
}

/* Keeps the first of each id; the others are hidden by it. */
static void drop_hidden(struct places *places)
{
	if (places->count > 1)
		qsort(places->items, places->count, sizeof *places->items, compare_places);
	size_t kept = 0;
	for (size_t i = 0; i < places->count; i++) {
		struct assay_challenge_place *place = &places->items[i];
		if (kept > 0 && strcmp(places->items[kept - 1].id, place->id) == 0) {
			free(place->id);
			free(place->directory);
			continue;
		}
		places->items[kept++] = *place;
	}
	places->count = kept;
}

static int find_places(
	const struct assay_names *roots, struct places *places, struct assay_error *err)
{
	for (size_t i = 0; i < roots->count; i++) {
		int status = add_root(places, roots->names[i], i, err);
		if (status != 0)
			return status;
	}
	drop_hidden(places);
	return 0;
}

/* Appends the names that are nearest to `id`, or else the first few that there are. */
static int describe_offers(const char *id, const struct places *places, struct assay_bytes *text)
{
	ASSAY_AUTO_FREE const char **names = calloc(places->count + 1, sizeof *names);
	if (names == NULL)
		return -1;
	size_t count = places->count, offers = 0;
	for (size_t i = 0; i < count; i++)
		names[i] = places->items[i].id;
	const char *near;
	while (offers < NEAR_MAX && (near = assay_nearest_name(id, names, count)) != NULL) {
		assay_bytes_printf(
			text, "%s'%s'", offers++ == 0 ? "; did you mean " : " or ", near);
		for (size_t i = 0; i < count; i++) {
			if (names[i] == near) {
				names[i] = names[--count];
				break;
			}
		}
	}
	if (offers > 0)
		assay_bytes_putc(text, '?');
	for (size_t i = 0; offers == 0 && i < count && i < FIRST_MAX; i++)
		assay_bytes_printf(text, "%s'%s'", i == 0 ? "; there are " : ", ", names[i]);
	if (offers == 0 && count > FIRST_MAX)
		assay_bytes_printf(text, " and %zu more", count - FIRST_MAX);
	return 0;
}

static int refuse_id(const char *id, const struct assay_names *roots, struct assay_error *err)
{
	ASSAY_AUTO(release_places) struct places places = {0};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes where = {0};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes offers = {0};
	int status = find_places(roots, &places, err);
	if (status != 0)
		return status;
	for (size_t i = 0; i < roots->count; i++)
		assay_bytes_printf(&where, "%s'%s'", i == 0 ? "" : ", ", roots->names[i]);
	if (describe_offers(id, &places, &offers) != 0 || offers.failed || where.failed)
		return out_of_memory(err);
	return assay_error_set(err, ASSAY_ERR_NOT_FOUND, "no challenge '%s'%s (looked in %.400s)",
		id, assay_bytes_text(&offers), assay_bytes_text(&where));
}

/* Loads a challenge; that it is not there is no error to be told of, since it may be elsewhere. */
static int load_if_there(
	const char *directory, struct assay_challenge *ret_challenge, struct assay_error *err)
{
	struct assay_error failure = {0};
	int status = assay_challenge_load(directory, ret_challenge, &failure);
	if (status != 0 && status != ASSAY_ERR_NOT_FOUND && err != NULL)
		*err = failure;
	return status;
}

int assay_challenge_find(
	const char *id, struct assay_challenge *ret_challenge, struct assay_error *err)
{
	/* Before anything is opened: an id is never a path. */
	if (!assay_id_valid(id))
		return assay_error_set(err, ASSAY_ERR_NOT_FOUND,
			"no challenge '%.80s': an id is [a-z][a-z0-9-]*, at most 64 bytes", id);
	ASSAY_AUTO(assay_names_release) struct assay_names roots = {0};
	int status = list_roots(&roots, err);
	for (size_t i = 0; status == 0 && i < roots.count; i++) {
		ASSAY_AUTO_FREE char *directory = join(roots.names[i], id);
		if (directory == NULL)
			return out_of_memory(err);
		status = load_if_there(directory, ret_challenge, err);
		if (status != ASSAY_ERR_NOT_FOUND)
			return status;
		status = 0;
	}
	return status == 0 ? refuse_id(id, &roots, err) : status;
}

int assay_challenge_find_again(const char *id, const char *directory,
	struct assay_challenge *ret_challenge, struct assay_error *err)
{
	const char *name = directory == NULL ? NULL : strrchr(directory, '/');
	if (name != NULL && strcmp(name + 1, id) == 0) {
		int status = load_if_there(directory, ret_challenge, err);
		if (status != ASSAY_ERR_NOT_FOUND)
			return status;
	}
	return assay_challenge_find(id, ret_challenge, err);
}

int assay_challenge_places(
	struct assay_challenge_place **ret_places, size_t *ret_count, struct assay_error *err)
{
	ASSAY_AUTO(assay_names_release) struct assay_names roots = {0};
	ASSAY_AUTO(release_places) struct places places = {0};
	int status = list_roots(&roots, err);
	if (status == 0)
		status = find_places(&roots, &places, err);
	if (status != 0)
		return status;
	*ret_places = places.items;
	*ret_count = places.count;
	places = (struct places){0};
	return 0;
}

int assay_challenge_list(
	struct assay_challenge_entry **ret_entries, size_t *ret_count, struct assay_error *err)
{
	ASSAY_AUTO(release_places) struct places places = {0};
	int status = assay_challenge_places(&places.items, &places.count, err);
	if (status != 0)
		return status;
	struct assay_challenge_entry *entries = calloc(places.count + 1, sizeof *entries);
	if (entries == NULL)
		return out_of_memory(err);
	for (size_t i = 0; i < places.count; i++) {
		struct assay_challenge_entry *entry = &entries[i];
		struct assay_challenge_place *place = &places.items[i];
		memcpy(entry->id, place->id, strlen(place->id) + 1);
		entry->directory = assay_steal_pointer(&place->directory);
		assay_challenge_init(&entry->challenge);
		assay_challenge_load(entry->directory, &entry->challenge, &entry->error);
	}
	*ret_entries = entries;
	*ret_count = places.count;
	return 0;
}

void assay_challenge_entries_free(struct assay_challenge_entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(entries[i].directory);
		assay_challenge_release(&entries[i].challenge);
	}
	free(entries);
}
