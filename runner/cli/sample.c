/*
 * sample.c - owns a run of the samples. Must never touch a hidden test, and must work where nothing
 * can be stored.
 */
#include "sample.h"

#include <string.h>

#include <assay/cleanup.h>

#include "../grade.h"
#include "../json.h"
#include "choice.h"
#include "console.h"
#include "meter.h"

struct assay_store *assay_sample_open_store(void)
{
	struct assay_store *store = NULL;
	struct assay_error err = {0};
	if (assay_store_open(NULL, &store, &err) == 0)
		return store;
	assay_console_note("nothing will be stored, and no clock is known: %s", err.text);
	return NULL;
}

void assay_sample_note(struct assay_store *store, const struct assay_target *target,
	const char *kind, const char *const *detail)
{
	if (store == NULL || !target->found)
		return;
	struct assay_error err = {0};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	struct assay_json *root = assay_json_new_object();
	for (; detail[0] != NULL; detail += 2)
		assay_json_add_string(root, detail[0], detail[1]);
	int status = assay_json_print(root, false, &text, &err);
	assay_json_free(root);
	if (status == 0)
		status = assay_store_event(store, target->session.id, kind, text.data, &err);
	if (status != 0)
		assay_console_note("the timeline was not written: %s", err.text);
}

int assay_sample_run(const struct assay_target *target, const struct assay_submission *submission,
	struct assay_boxes *boxes, struct assay_result *ret_result, struct assay_error *err)
{
	const struct assay_lanes lanes = assay_boxes_all(boxes);
	struct assay_meter meter;
	assay_meter_start(&meter, "tests");
	const struct assay_grade_options options = {
		.selection = ASSAY_SELECT_SAMPLE,
		.progress = &meter.progress,
	};
	int status = assay_grade_submission(
		&lanes, &target->challenge, submission, &options, ret_result, err);
	assay_meter_stop(&meter);
	return status;
}

int assay_sample_tell(struct assay_store *store, const struct assay_target *target,
	const struct assay_report_format *format, const struct assay_result *result, int *ret_exit,
	struct assay_error *err)
{
	const char *const detail[] = {"digest", result->submission_digest, "verdict",
		assay_verdict_name(result->verdict), NULL};
	assay_sample_note(store, target, "sample-run", detail);
	/* The samples are the candidate's own to see: nothing in such a result is hidden. */
	int status = assay_choice_print_result(format, result, false, true, err);
	if (status != 0)
		return status;
	if (strcmp(format->name, "text") == 0) {
		ASSAY_AUTO(assay_bytes_release) struct assay_bytes clock = {0};
		assay_target_put_clock(target, &clock);
		assay_console_put(&clock);
	}
	*ret_exit = assay_choice_verdict_exit(result->verdict);
	return 0;
}
