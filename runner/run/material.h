/*
 * material.h - the parts of making one test's material. Internal to the run stage.
 */
#ifndef ASSAY_RUNNER_MATERIAL_H
#define ASSAY_RUNNER_MATERIAL_H

#include "run.h"

void assay_material_release(struct assay_material *material);

/* material_cache.c: a made test as one entry of the cache. */

/* The key of a case's material; `layers` of the boxes that its figures are taken in. */
int assay_material_key(const struct assay_challenge *challenge, const struct assay_case *test,
	uint32_t layers, char ret_key[ASSAY_DIGEST_SIZE], struct assay_error *err);
bool assay_material_load(const char key[ASSAY_DIGEST_SIZE], struct assay_material *ret_material);
void assay_material_store(const char key[ASSAY_DIGEST_SIZE], const struct assay_material *material);

/* generator.c: runs a generator for one case. */
int assay_generator_run(const struct assay_tool *generator, const struct assay_case *test,
	struct assay_bytes *ret_input, struct assay_error *err);

#endif
