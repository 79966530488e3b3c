/*
 * kinds.c - owns the words of the manifest: kinds, harnesses, languages, comparison modes, metrics,
 * profiles and libraries, and what goes with what. To add one is to add a row here, and the code
 * that does it in its stage.
 */
#include "kinds.h"

const char *const assay_kind_words[] = {
	[ASSAY_KIND_IMPLEMENT] = "implement",
	[ASSAY_KIND_DEBUG] = "debug",
	[ASSAY_KIND_OPTIMISE] = "optimise",
	NULL,
};

const char *const assay_harness_words[] = {
	[ASSAY_HARNESS_FUNCTION] = "function",
	[ASSAY_HARNESS_SQL] = "sql",
	NULL,
};

const char *const assay_compare_words[] = {
	[ASSAY_COMPARE_EXACT] = "exact",
	[ASSAY_COMPARE_LINES] = "lines",
	[ASSAY_COMPARE_TOKENS] = "tokens",
	[ASSAY_COMPARE_NUMBERS] = "numbers",
	[ASSAY_COMPARE_UNORDERED] = "unordered",
	[ASSAY_COMPARE_CHECKER] = "checker",
	NULL,
};

const char *const assay_metric_words[] = {
	[ASSAY_METRIC_PEAK_MEMORY] = "peak_memory",
	[ASSAY_METRIC_VM_STEPS] = "vm_steps",
	[ASSAY_METRIC_FULLSCAN_STEPS] = "fullscan_steps",
	[ASSAY_METRIC_SORTS] = "sorts",
	[ASSAY_METRIC_AUTOMATIC_INDEXES] = "automatic_indexes",
	[ASSAY_METRIC_ROWS] = "rows",
	[ASSAY_METRIC_WRITE_STEPS] = "write_steps",
	[ASSAY_METRIC_DATABASE_BYTES] = "database_bytes",
	[ASSAY_METRIC_COUNT] = NULL,
};

const char *const assay_scoring_words[] = {
	[ASSAY_SCORING_ALL] = "all",
	[ASSAY_SCORING_EACH] = "each",
	NULL,
};

const char *const assay_profile_words[] = {"stdio", "threads", NULL};
const char *const assay_library_words[] = {"m", "pthread", NULL};
const char *const assay_sql_allow_words[] = {
	"select", "create-index", "create-view", "insert", "update", "delete", NULL};

const struct assay_language assay_languages[] = {
	{"c", ASSAY_HARNESS_FUNCTION, {".c", ".h", NULL}},
	{"sql", ASSAY_HARNESS_SQL, {".sql", NULL}},
	{NULL, ASSAY_HARNESS_FUNCTION, {NULL}},
};
const char *const assay_language_words[] = {"c", "sql", NULL};

const char *assay_kind_name(enum assay_kind kind)
{
	return assay_kind_words[kind];
}

const char *assay_harness_name(enum assay_harness harness)
{
	return assay_harness_words[harness];
}

const char *assay_compare_name(enum assay_compare compare)
{
	return assay_compare_words[compare];
}

const char *assay_metric_name(enum assay_metric metric)
{
	return assay_metric_words[metric];
}

bool assay_metric_has(enum assay_metric metric, enum assay_harness harness)
{
	return metric == ASSAY_METRIC_PEAK_MEMORY || harness == ASSAY_HARNESS_SQL;
}
