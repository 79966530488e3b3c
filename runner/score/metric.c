/*
 * metric.c - owns the table of metrics and their ratio to the reference. Must not give points.
 */
#include "metric.h"

static const struct assay_metric_row rows[ASSAY_METRIC_COUNT] = {
	[ASSAY_METRIC_PEAK_MEMORY] = {"peak memory", ASSAY_UNIT_BYTES, true},
	[ASSAY_METRIC_VM_STEPS] = {"steps of SQLite's virtual machine", ASSAY_UNIT_COUNT, false},
	[ASSAY_METRIC_FULLSCAN_STEPS] = {"steps of full table scans", ASSAY_UNIT_COUNT, false},
	[ASSAY_METRIC_SORTS] = {"sorts", ASSAY_UNIT_COUNT, false},
	[ASSAY_METRIC_AUTOMATIC_INDEXES] = {"rows put in automatic indexes", ASSAY_UNIT_COUNT,
		false},
	[ASSAY_METRIC_ROWS] = {"rows returned", ASSAY_UNIT_COUNT, false},
	[ASSAY_METRIC_WRITE_STEPS] = {"steps of the writes", ASSAY_UNIT_COUNT, false},
	[ASSAY_METRIC_DATABASE_BYTES] = {"size of the database", ASSAY_UNIT_BYTES, true},
};

const char *assay_unit_name(enum assay_unit unit)
{
	return unit == ASSAY_UNIT_BYTES ? "bytes" : "count";
}

const struct assay_metric_row *assay_metric_row(enum assay_metric metric)
{
	static const struct assay_metric_row unknown = {"unknown figure", ASSAY_UNIT_COUNT, false};
	return (unsigned)metric < ASSAY_METRIC_COUNT ? &rows[metric] : &unknown;
}

const struct assay_measure *assay_metric_find(
	const struct assay_item *item, enum assay_metric metric)
{
	for (size_t i = 0; i < item->measure_count; i++)
		if (item->measures[i].metric == metric)
			return &item->measures[i];
	return NULL;
}

uint64_t assay_metric_ratio(uint64_t value, uint64_t reference)
{
	if (reference == 0)
		return value == 0 ? 1000 : ASSAY_RATIO_BEYOND;
	/* 2^64 times 1000 needs 74 bits; both compilers have 128 on what we run on. */
	__extension__ typedef unsigned __int128 wide;
	wide ratio = ((wide)value * 1000 + reference - 1) / reference;
	return ratio < ASSAY_RATIO_BEYOND ? (uint64_t)ratio : ASSAY_RATIO_BEYOND;
}
