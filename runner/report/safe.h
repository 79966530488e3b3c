/*
 * safe.h - the sink: text on its way into a report.
 *
 * Beyond terminal escapes (assay_bytes_append_safe) it takes the meaning from what build servers
 * read as commands in a log: `::error::` at the start of a line (GitHub), `##[...]`, `##vso[...]`,
 * `##teamcity[...]`. Doing it twice changes nothing.
 */
#ifndef ASSAY_RUNNER_SAFE_H
#define ASSAY_RUNNER_SAFE_H

#include <assay/bytes.h>

/* Appends at most `limit` bytes of `text`, NULL as nothing. */
void assay_safe_append(struct assay_bytes *out, const char *text, size_t limit);

#endif
