/*
 * result_fields.h - the tables of the document assay.result/1, shared by its writer and its reader.
 */
#ifndef ASSAY_RUNNER_RESULT_FIELDS_H
#define ASSAY_RUNNER_RESULT_FIELDS_H

#include "fields.h"

#define ASSAY_RESULT_FORMAT  "assay.result/1"
#define ASSAY_RESULTS_FORMAT "assay.results/1"

#define ASSAY_DIAGNOSTICS_MAX 4096 /* of one document that is read */

extern const struct assay_field assay_result_identity_fields[];
extern const struct assay_field assay_result_outcome_fields[];
extern const struct assay_field assay_result_environment_fields[];
extern const struct assay_field assay_result_group_fields[];
extern const struct assay_field assay_result_outcome_measure_fields[];
extern const struct assay_field assay_result_item_fields[];
extern const struct assay_field assay_result_measure_fields[];
extern const struct assay_field assay_result_diagnostic_fields[];

#endif
