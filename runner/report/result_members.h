/*
 * result_members.h - the tables of the document assay.result/1, shared by its writer and its
 * reader.
 */
#ifndef ASSAY_RUNNER_RESULT_MEMBERS_H
#define ASSAY_RUNNER_RESULT_MEMBERS_H

#include "members.h"

#define ASSAY_RESULT_FORMAT  "assay.result/1"
#define ASSAY_RESULTS_FORMAT "assay.results/1"

#define ASSAY_RESULT_DIAGNOSTICS_MAX 4096 /* of one document that is read */

extern const struct assay_member assay_result_identity_members[];
extern const struct assay_member assay_result_outcome_members[];
extern const struct assay_member assay_result_environment_members[];
extern const struct assay_member assay_result_group_members[];
extern const struct assay_member assay_result_outcome_measure_members[];
extern const struct assay_member assay_result_item_members[];
extern const struct assay_member assay_result_measure_members[];
extern const struct assay_member assay_result_diagnostic_members[];

#endif
