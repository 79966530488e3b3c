/*
 * view.h - what the candidate may see of a result, for every format alike.
 *
 * Of hidden tests: the group, the behaviour in words, the verdict, and one aggregate of time and
 * memory. A program that has read a hidden input can carry it out in anything that it controls
 * finely: so figures of single tests are left out, names are ordinals, and the aggregate is
 * rounded.
 */
#ifndef ASSAY_RUNNER_VIEW_H
#define ASSAY_RUNNER_VIEW_H

#include <stdbool.h>

#include <assay/result.h>

/* Of a group that is known to be visible. */
bool assay_view_is_sample(const struct assay_result *result, const struct assay_item *item);

/* Points count: not after a fault of ours, and not when only samples were run. */
bool assay_view_is_scored(const struct assay_result *result);

/* What the test at `index` is called; the ordinal in its group where the name is not to be seen. */
void assay_view_name(const struct assay_result *result, size_t index, bool reveal,
	char ret_name[ASSAY_ID_SIZE + 8]);

/* A ratio of a group's worst test; for the candidate rounded up to hundredths. */
uint64_t assay_view_ratio(uint64_t ratio_thousandths, bool reveal);

struct assay_view_aggregate {
	uint32_t tests, passed;
	uint64_t cpu_ns;     /* of all together */
	uint64_t peak_bytes; /* of the largest */
};
/* Over all hidden tests; for the candidate rounded up to two digits. */
struct assay_view_aggregate assay_view_hidden(const struct assay_result *result, bool reveal);

#endif
