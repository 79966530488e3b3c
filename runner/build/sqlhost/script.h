/*
 * script.h - the script of a `sql` test, cut into its sections.
 */
#ifndef ASSAY_SQLHOST_SCRIPT_H
#define ASSAY_SQLHOST_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#define ASSAY_SQL_SCRIPT_MAX    (64u << 20) /* bytes of a script */
#define ASSAY_SQL_CANDIDATE_MAX (1u << 20)  /* bytes of the candidate's SQL */

/* Reads `fd` to its end, at most `limit` bytes, NUL-terminated; NULL when it is larger, cannot be
 * read or holds a NUL byte. The caller frees. */
char *assay_script_read(int fd, size_t limit);

enum assay_section_kind {
	ASSAY_SECTION_SETUP = 0,
	ASSAY_SECTION_CANDIDATE,
	ASSAY_SECTION_QUERY,
	ASSAY_SECTION_WRITE,
};

struct assay_section {
	enum assay_section_kind kind;
	const char *name; /* of a query or write; else NULL */
	const char *sql;
	unsigned long line; /* of the script, where `sql` begins, from 1 */
};

/* Where reading has come to. Zero it but for `at`, the script, which is cut apart in place. */
struct assay_script {
	char *at;
	unsigned long line;
	const char *problem; /* why a section is not one */
};

/* The next section; false at the end and, with `problem` set, when the script is wrong. */
bool assay_script_next(struct assay_script *script, struct assay_section *ret_section);

#endif
