/*
 * harness.c - owns the table of harnesses: which function builds for which.
 */
#include "harness.h"

static const struct assay_build_harness harnesses[] = {
	{ASSAY_HARNESS_FUNCTION, assay_function_build, assay_function_show},
	{ASSAY_HARNESS_SQL, assay_sql_build, assay_sql_show},
};

const struct assay_build_harness *assay_build_harness_find(enum assay_harness harness)
{
	for (size_t i = 0; i < sizeof harnesses / sizeof harnesses[0]; i++) {
		if (harnesses[i].harness == harness)
			return &harnesses[i];
	}
	return NULL;
}
