/*
 * harness.h - how a submission becomes an artefact, by harness. One table.
 */
#ifndef ASSAY_RUNNER_HARNESS_H
#define ASSAY_RUNNER_HARNESS_H

#include <assay/bytes.h>

#include "build.h"

struct assay_build_harness {
	enum assay_harness harness;
	int (*build)(const struct assay_build_order *order, struct assay_build *build,
		struct assay_error *err);
	/* What a candidate may see of it. */
	void (*show)(const struct assay_challenge *challenge, struct assay_bytes *ret_text);
};

const struct assay_build_harness *assay_build_harness_find(enum assay_harness harness);

/* function.c: C linked with the challenge's driver. */
int assay_function_build(
	const struct assay_build_order *order, struct assay_build *build, struct assay_error *err);
void assay_function_show(const struct assay_challenge *challenge, struct assay_bytes *ret_text);

/* sql.c: SQL run by the SQL host. */
int assay_sql_build(
	const struct assay_build_order *order, struct assay_build *build, struct assay_error *err);
void assay_sql_show(const struct assay_challenge *challenge, struct assay_bytes *ret_text);

#endif
