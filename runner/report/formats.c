/*
 * formats.c - owns the table of report formats. To add one is to add a row here and a file.
 */
#include "formats.h"

#include <string.h>

const struct assay_report_format assay_report_formats[] = {
	{"text", "for people", false, assay_report_text},
	{"json", "the document assay.result/1, or assay.results/1 for several", false,
		assay_report_json},
	{"junit", "JUnit XML as Jenkins' xUnit plugin takes it", false, assay_report_junit},
	{"junit-gitlab", "JUnit XML with file names, for GitLab", false, assay_report_junit_gitlab},
	{"tap", "TAP version 14", false, assay_report_tap},
	{"sarif", "SARIF 2.1.0, for code scanning", false, assay_report_sarif},
	{"github", "annotations of GitHub Actions: the worst first", false, assay_report_github},
	{"github-output", "a step's outputs: verdict, score, max-score, result; one submission",
		true, assay_report_github_output},
	{"markdown", "a job summary in GitHub's Markdown", false, assay_report_markdown},
	{"gitlab-quality", "GitLab's code quality report", false, assay_report_gitlab_quality},
	{"ctrf", "Common Test Report Format 1.0.0", false, assay_report_ctrf},
	{"gradescope", "results.json of a Gradescope autograder; one submission", true,
		assay_report_gradescope},
	{"classroom", "the result of a GitHub Classroom grader; one submission", true,
		assay_report_classroom},
	{"exercism", "results.json of an Exercism test runner, version 3; one submission", true,
		assay_report_exercism},
	{NULL, NULL, false, NULL},
};

bool assay_report_is_batch(const struct assay_report_input *input)
{
	return input->several || input->result_count != 1 || input->failure_count > 0;
}

int assay_report_find(
	const char *name, const struct assay_report_format **ret_format, struct assay_error *err)
{
	struct assay_bytes names = {0};
	for (const struct assay_report_format *row = assay_report_formats; row->name != NULL;
		row++) {
		if (strcmp(row->name, name) == 0) {
			assay_bytes_release(&names);
			*ret_format = row;
			return 0;
		}
		assay_bytes_printf(&names, "%s%s", names.size > 0 ? ", " : "", row->name);
	}
	int r = assay_error_set(err, ASSAY_ERR_USAGE, "no report format '%s'; there are: %s", name,
		assay_bytes_text(&names));
	assay_bytes_release(&names);
	return r;
}
