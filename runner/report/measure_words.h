/*
 * measure_words.h - what a measure cost, in one sentence for people.
 */
#ifndef ASSAY_RUNNER_MEASURE_WORDS_H
#define ASSAY_RUNNER_MEASURE_WORDS_H

#include <assay/bytes.h>
#include <assay/result.h>

/* Appends "peak memory: 1.62 times the reference's, 50 % of the points; at most 1.3 times earns
 * more"; the ratio as precise as the view allows. */
void assay_measure_words(
	struct assay_bytes *out, const struct assay_measure_outcome *outcome, bool reveal);

#endif
