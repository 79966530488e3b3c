/*
 * metric.h - what can be measured of a test: one table of names, units and where the figure is.
 *
 * The words of the manifest ("vm_steps") are in challenge/kinds.c: assay_metric_name().
 */
#ifndef ASSAY_RUNNER_METRIC_H
#define ASSAY_RUNNER_METRIC_H

#include <stdbool.h>

#include <assay/challenge.h>
#include <assay/result.h>

enum assay_unit {
	ASSAY_UNIT_COUNT = 0,
	ASSAY_UNIT_BYTES,
};
const char *assay_unit_name(enum assay_unit unit); /* "count", "bytes" */

struct assay_metric_row {
	const char *words; /* for people: "peak memory" */
	enum assay_unit unit;
	bool positive; /* never 0: a reference of 0 was not measured */
};
const struct assay_metric_row *assay_metric_row(enum assay_metric metric);

/* The figure of a judged test, or NULL when it was not measured. */
const struct assay_measure *assay_metric_find(
	const struct assay_item *item, enum assay_metric metric);

/*
 * The ratio to the reference in thousandths, rounded up, so that it is at most a band's edge
 * exactly when the true ratio is. Against a reference of 0, 0 is the same (1000) and anything else
 * is ASSAY_RATIO_BEYOND, as is what does not fit.
 */
uint64_t assay_metric_ratio(uint64_t value, uint64_t reference);

#endif
