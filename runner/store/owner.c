/*
 * owner.c - owns the naming of processes that hold leases. Reads /proc; touches nothing.
 */
#include "owner.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

#define FIELD_SIZE 72

enum field {
	FIELD_PID,
	FIELD_START,
	FIELD_BOOT,
	FIELD_NAMESPACE,
	FIELD_HOST,
	FIELD_COUNT
};

struct fields {
	char text[FIELD_COUNT][FIELD_SIZE];
};

/* A word for a field: no spaces, never empty. */
static void put_field(char *field, const char *text)
{
	size_t size = 0;
	for (; text[size] > ' ' && size + 1 < FIELD_SIZE; size++)
		field[size] = text[size];
	if (size == 0)
		field[size++] = '-';
	field[size] = '\0';
}

static bool split(const char *owner, struct fields *ret_fields)
{
	for (int i = 0; i < FIELD_COUNT; i++) {
		size_t size = strcspn(owner, " ");
		if (size == 0 || size >= FIELD_SIZE)
			return false;
		memcpy(ret_fields->text[i], owner, size);
		ret_fields->text[i][size] = '\0';
		owner += size;
		if (*owner == ' ')
			owner++;
	}
	return *owner == '\0';
}

/* The state and the start of a process, from /proc/PID/stat; false when it cannot be read. */
static bool read_process(long pid, char *ret_state, char ret_start[FIELD_SIZE])
{
	char path[64], text[1024];
	snprintf(path, sizeof path, "/proc/%ld/stat", pid);
	ASSAY_AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t size = read(fd, text, sizeof text - 1);
	if (size <= 0)
		return false;
	text[size] = '\0';
	/* The name, field 2, is in parentheses and may hold any byte: fields count from its end. */
	const char *at = strrchr(text, ')');
	if (at == NULL || at[1] != ' ' || at[2] == '\0')
		return false;
	*ret_state = at[2];
	at += 2;
	for (int field = 3; field < 22; field++) {
		at = strchr(at, ' ');
		if (at == NULL)
			return false;
		at++;
	}
	put_field(ret_start, at);
	return true;
}

void assay_owner_self(char ret_owner[ASSAY_OWNER_SIZE])
{
	struct fields fields;
	char state, text[FIELD_SIZE] = "";
	long pid = (long)getpid();
	snprintf(fields.text[FIELD_PID], FIELD_SIZE, "%ld", pid);
	if (!read_process(pid, &state, fields.text[FIELD_START]))
		put_field(fields.text[FIELD_START], "");

	ASSAY_AUTO(assay_bytes_release) struct assay_bytes boot = {0};
	if (assay_file_read(AT_FDCWD, "/proc/sys/kernel/random/boot_id", 64, &boot, NULL) != 0)
		assay_bytes_clear(&boot);
	put_field(fields.text[FIELD_BOOT], assay_bytes_text(&boot));

	ssize_t size = readlink("/proc/self/ns/pid", text, sizeof text - 1);
	text[size < 0 ? 0 : size] = '\0';
	put_field(fields.text[FIELD_NAMESPACE], text);

	char host[FIELD_SIZE] = "";
	if (gethostname(host, sizeof host - 1) != 0)
		host[0] = '\0';
	put_field(fields.text[FIELD_HOST], host);
	_Static_assert(ASSAY_OWNER_SIZE >= 3 * FIELD_SIZE, "a name of ordinary length fits");
	int length = snprintf(ret_owner, ASSAY_OWNER_SIZE, "%s %s %s %s %s", fields.text[FIELD_PID],
		fields.text[FIELD_START], fields.text[FIELD_BOOT], fields.text[FIELD_NAMESPACE],
		fields.text[FIELD_HOST]);
	/* A cut name would not be split into its fields, and so only its expiry would free it. */
	if (length < 0 || length >= ASSAY_OWNER_SIZE)
		snprintf(ret_owner, ASSAY_OWNER_SIZE, "%ld", pid);
}

static bool same(const struct fields *one, const struct fields *other, enum field field)
{
	return strcmp(one->text[field], other->text[field]) == 0 &&
	       strcmp(one->text[field], "-") != 0;
}

bool assay_owner_gone(const char *owner, const char *self)
{
	struct fields theirs = {0}, ours = {0};
	if (!split(owner, &theirs) || !split(self, &ours))
		return false;
	bool boots_known = strcmp(theirs.text[FIELD_BOOT], "-") != 0 &&
			   strcmp(ours.text[FIELD_BOOT], "-") != 0;
	if (boots_known && !same(&theirs, &ours, FIELD_BOOT))
		return same(&theirs, &ours, FIELD_HOST);
	if (!same(&theirs, &ours, FIELD_BOOT) || !same(&theirs, &ours, FIELD_NAMESPACE))
		return false;

	uint64_t pid;
	if (assay_parse_u64(theirs.text[FIELD_PID], "pid", 1, INT32_MAX, &pid, NULL) != 0)
		return false;
	if (kill((pid_t)pid, 0) != 0 && errno == ESRCH)
		return true;
	char state, start[FIELD_SIZE];
	if (!read_process((long)pid, &state, start))
		return false;
	/* A zombie does no work any more, whether or not its parent has noticed. */
	if (strchr("ZXx", state) != NULL)
		return true;
	return strcmp(theirs.text[FIELD_START], "-") != 0 &&
	       strcmp(theirs.text[FIELD_START], start) != 0;
}
