/*
 * profile_dynamic.c - owns the rows of `dynamic`: stdio, and what a dynamic loader does to find and
 * map libraries (ld.so(8)). What there is to open, the root and Landlock decide: libraries,
 * read-only.
 *
 * No threads: pthread_join(3) waits for a shared futex, and the pages of libraries are the same in
 * all boxes, so that two of them could wake each other there. A program's own file can be copied
 * for each sandbox; libraries cannot.
 */
#include "profile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

static const struct assay_rule rules[] = {
	/* Reading only; what opens to write is answered as a read-only root would answer. */
	ASSAY_ALLOW_IF(
		"openat", ASSAY_MASKED(2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY), "libraries"),
	ASSAY_ANSWER("openat", EROFS, "there is no place to write"),
	ASSAY_ALLOW_IF(
		"open", ASSAY_MASKED(1, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY), "libraries"),
	ASSAY_ANSWER("open", EROFS, "there is no place to write"),
	ASSAY_ALLOW("newfstatat", "search paths"),
	ASSAY_ALLOW("stat", "search paths of other libcs"),

	ASSAY_ANSWER("statfs", ENOSYS, "start-up of libselinux"),
	ASSAY_ANSWER("fadvise64", ESPIPE, "reading ahead; it could push libraries out of memory"),

	/* The code of a library comes from its file. What is written can still never be
	 * executed. */
	{.call = "mmap",
		.conditions = {ASSAY_MASKED(2, PROT_EXEC | PROT_WRITE, PROT_EXEC),
			ASSAY_MASKED(3, MAP_ANONYMOUS | MAP_SHARED, 0)},
		.reason = "code of libraries"},
};

const struct assay_profile assay_profile_dynamic = {.name = "dynamic",
	.base = &assay_profile_stdio,
	.root = ASSAY_ROOT_LIBRARIES,
	.rules = rules,
	.count = sizeof rules / sizeof rules[0]};
