/*
 * measure_words.c - owns the sentence about a measure.
 */
#include "measure_words.h"

#include "../score/metric.h"
#include "../words.h"
#include "view.h"

static void append_share(struct assay_bytes *out, uint32_t share_thousandths)
{
	if (share_thousandths == 1000) {
		assay_bytes_puts(out, ", all of the points");
	} else if (share_thousandths == 0) {
		assay_bytes_puts(out, ", no points");
	} else {
		assay_bytes_puts(out, ", ");
		assay_words_thousandths(out, UINT64_C(100) * share_thousandths);
		assay_bytes_puts(out, " % of the points");
	}
}

void assay_measure_words(
	struct assay_bytes *out, const struct assay_measure_outcome *outcome, bool reveal)
{
	assay_bytes_printf(out, "%s: ", assay_metric_row(outcome->metric)->words);
	if (outcome->ratio_thousandths == ASSAY_RATIO_BEYOND) {
		assay_bytes_puts(out, "the reference has none");
	} else {
		assay_words_thousandths(out, assay_view_ratio(outcome->ratio_thousandths, reveal));
		assay_bytes_puts(out, " times the reference's");
	}
	append_share(out, outcome->share_thousandths);
	if (outcome->next_ratio_thousandths > 0) {
		assay_bytes_puts(out, "; at most ");
		assay_words_thousandths(out, outcome->next_ratio_thousandths);
		assay_bytes_puts(out, " times earns more");
	}
}
