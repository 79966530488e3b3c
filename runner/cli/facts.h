/*
 * facts.h - a challenge's facts as a JSON object, for `list` and `show`.
 */
#ifndef ASSAY_RUNNER_CLI_FACTS_H
#define ASSAY_RUNNER_CLI_FACTS_H

#include <assay/challenge.h>

#include "../json.h"

/* Adds id, title, summary, kind, ... to an object. */
void assay_facts_add(struct assay_json *object, const struct assay_challenge *challenge);
/* Adds files, limits and groups too. */
void assay_facts_add_details(struct assay_json *object, const struct assay_challenge *challenge);

#endif
