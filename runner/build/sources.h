/*
 * sources.h - the files of one build, gathered before they go into a box.
 */
#ifndef ASSAY_RUNNER_SOURCES_H
#define ASSAY_RUNNER_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include <assay/bytes.h>
#include <assay/sandbox.h>

#include "build.h"
#include "languages.h"

struct assay_source_file {
	char *path; /* in the box */
	struct assay_bytes data;
	bool own; /* the candidate's */
};

struct assay_sources {
	size_t count;
	struct assay_source_file items[ASSAY_BOX_FILES_MAX];
};
void assay_sources_release(struct assay_sources *sources);

/* Adds a copy of `data` as `folder``path`. */
int assay_sources_add(struct assay_sources *sources, const char *folder, const char *path,
	const void *data, size_t size, struct assay_error *err);
/* Adds a file of the challenge, `from` relative to its folder. */
int assay_sources_add_file(struct assay_sources *sources, const char *folder, const char *path,
	const struct assay_challenge *challenge, const char *from, struct assay_error *err);
/* Adds every file of the manifest: the editable ones from the submission, the others from the
 * challenge, whatever the candidate has. */
int assay_sources_add_submission(struct assay_sources *sources,
	const struct assay_challenge *challenge, const struct assay_submission *submission,
	struct assay_error *err);

/* A view for a box. With a suffix `compiled`, without the challenge's sources that end so: they are
 * in an object already. */
size_t assay_sources_files(const struct assay_sources *sources, const char *compiled,
	struct assay_box_file ret_files[ASSAY_BOX_FILES_MAX]);
/* The key of what these sources become by this language's compiler with these libraries. */
int assay_sources_key(const struct assay_sources *sources, const char *what,
	const struct assay_build_language *language, const struct assay_challenge *challenge,
	char ret_key[ASSAY_DIGEST_SIZE], struct assay_error *err);

bool assay_name_ends(const char *name, const char *suffix);

#endif
