/*
 * bar.c - owns the decision whether a result is good enough. Must not print.
 */
#include "bar.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <assay/cleanup.h>

#include "../words.h"
#include "choice.h"

#define EARLIER_MAX (64u << 20) /* bytes of the file of --against */

static int read_score(const char *text, struct assay_bar *bar, struct assay_error *err)
{
	char number[16];
	size_t size = strcspn(text, "%p");
	bar->has_score = true;
	bar->percent = strcmp(text + size, "%") == 0;
	if ((!bar->percent && strcmp(text + size, "pt") != 0) || size >= sizeof number)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"--min-score '%s': expected a share such as 80%% or points such as 40pt",
			text);
	memcpy(number, text, size);
	number[size] = '\0';
	return assay_parse_u64(
		number, "--min-score", 0, bar->percent ? 100 : 1000000, &bar->score, err);
}

static int read_digest(const char *text, struct assay_bar *bar, struct assay_error *err)
{
	if (strlen(text) != ASSAY_DIGEST_SIZE - 1 ||
		strspn(text, "0123456789abcdef") != ASSAY_DIGEST_SIZE - 1)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"--challenge-digest '%s': expected the 64 hexadecimal digits that `assay "
			"list --format json` prints",
			text);
	bar->digest = text;
	return 0;
}

static int read_earlier(const char *path, struct assay_bar *bar, struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	bar->earlier_path = path;
	int status = assay_file_read(AT_FDCWD, path, EARLIER_MAX, &text, err);
	if (status == 0)
		status = assay_json_parse(assay_bytes_text(&text), text.size, path, ASSAY_ERR_USAGE,
			&bar->earlier, err);
	if (status != 0) {
		/* A file that the user named and that cannot be read is the user's to mend. */
		err->code = ASSAY_ERR_USAGE;
		return assay_error_wrap(err, "--against");
	}
	const char *format = assay_json_string(assay_json_get(bar->earlier, "format"));
	if (format == NULL ||
		(strcmp(format, "assay.result/1") != 0 && strcmp(format, "assay.results/1") != 0))
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"--against '%s': format is '%s'; expected a document that `assay grade "
			"--report json=FILE` wrote",
			path, format == NULL ? "" : format);
	return 0;
}

static int take(const char *name, const char *value, struct assay_bar *bar, struct assay_error *err)
{
	if (strcmp(name, "min-score") == 0)
		return read_score(value, bar, err);
	if (strcmp(name, "challenge-digest") == 0)
		return read_digest(value, bar, err);
	if (strcmp(name, "against") == 0)
		return read_earlier(value, bar, err);
	if (strcmp(name, "exit-zero") == 0)
		bar->exit_zero = true;
	if (strcmp(name, "require") != 0)
		return 0;
	if (bar->required_count == ASSAY_BAR_REQUIRED_MAX)
		return assay_error_set(err, ASSAY_ERR_USAGE, "--require: more than %d groups",
			ASSAY_BAR_REQUIRED_MAX);
	bar->required[bar->required_count++] = value;
	return 0;
}

int assay_bar_read(
	const struct assay_arguments *arguments, struct assay_bar *ret_bar, struct assay_error *err)
{
	struct assay_bar bar = {0};
	int status = 0;
	for (size_t i = 0; i < arguments->value_count && status == 0; i++)
		status = take(
			arguments->values[i].option->name, arguments->values[i].value, &bar, err);
	if (status == 0)
		*ret_bar = bar;
	else
		assay_bar_release(&bar);
	return status;
}

void assay_bar_release(struct assay_bar *bar)
{
	assay_json_free(bar->earlier);
	*bar = (struct assay_bar){0};
}

static bool has_group(const struct assay_challenge *challenge, const char *name)
{
	for (size_t i = 0; i < challenge->group_count; i++)
		if (strcmp(challenge->groups[i].name, name) == 0)
			return true;
	return false;
}

static int refuse_group(
	const struct assay_challenge *challenge, const char *name, struct assay_error *err)
{
	struct assay_bytes names = {0};
	for (size_t i = 0; i < challenge->group_count; i++)
		assay_bytes_printf(&names, "%s%s", i > 0 ? ", " : "", challenge->groups[i].name);
	int status = assay_error_set(err, ASSAY_ERR_USAGE,
		"--require '%s': challenge '%s' has no such group; it has: %s", name, challenge->id,
		assay_bytes_text(&names));
	assay_bytes_release(&names);
	return status;
}

int assay_bar_admit(const struct assay_bar *bar, const struct assay_challenge *challenge,
	struct assay_error *err)
{
	if (bar->digest != NULL && strcmp(bar->digest, challenge->digest) != 0)
		return assay_error_set(err, ASSAY_ERR_CHALLENGE,
			"challenge '%s' in '%s' has the digest %s; --challenge-digest expects %s",
			challenge->id, challenge->directory, challenge->digest, bar->digest);
	for (size_t i = 0; i < bar->required_count; i++)
		if (!has_group(challenge, bar->required[i]))
			return refuse_group(challenge, bar->required[i], err);
	return 0;
}

static bool is_required_met(
	const struct assay_bar *bar, const struct assay_result *result, struct assay_bytes *reasons)
{
	bool met = true;
	for (size_t i = 0; i < bar->required_count; i++) {
		for (size_t j = 0; j < result->group_count; j++) {
			const struct assay_group_result *group = &result->groups[j];
			if (strcmp(group->name, bar->required[i]) != 0 ||
				(group->tests > 0 && group->verdict == ASSAY_VERDICT_ACCEPTED))
				continue;
			met = false;
			assay_bytes_printf(reasons,
				"required group %s: %" PRIu32 " of %" PRIu32 " tests pass\n",
				group->name, group->passed, group->tests);
		}
	}
	return met;
}

static const char *text_of(const struct assay_json *object, const char *first, const char *second)
{
	const char *text = assay_json_string(assay_json_get(assay_json_get(object, first), second));
	return text == NULL ? "" : text;
}

/* The earlier result of the same challenge; among several, of the same submission. */
static const struct assay_json *find_earlier(
	const struct assay_bar *bar, const struct assay_result *result)
{
	const struct assay_json *list = assay_json_get(bar->earlier, "results");
	if (list == NULL)
		return strcmp(text_of(bar->earlier, "challenge", "id"), result->challenge_id) == 0
			       ? bar->earlier
			       : NULL;
	const char *name = result->submission_name == NULL ? "" : result->submission_name;
	for (const struct assay_json *row = assay_json_first(list); row != NULL;
		row = assay_json_next(row))
		if (strcmp(text_of(row, "challenge", "id"), result->challenge_id) == 0 &&
			strcmp(text_of(row, "submission", "name"), name) == 0)
			return row;
	return NULL;
}

static const struct assay_json *find_group(const struct assay_json *earlier, const char *name)
{
	const struct assay_json *list = assay_json_get(earlier, "groups");
	for (const struct assay_json *row = assay_json_first(list); row != NULL;
		row = assay_json_next(row)) {
		const char *there = assay_json_string(assay_json_get(row, "name"));
		if (there != NULL && strcmp(there, name) == 0)
			return row;
	}
	return NULL;
}

static uint64_t millipoints_of(const struct assay_json *group)
{
	double points = assay_json_number(assay_json_get(group, "points"));
	return points > 0 && points < 1e9 ? (uint64_t)(points * 1000 + 0.5) : 0;
}

/* A group that was right and is not, or that earns less. True: no regression. */
static bool is_group_kept(const struct assay_group_result *group, const struct assay_json *before,
	struct assay_bytes *reasons)
{
	const char *verdict = assay_json_string(assay_json_get(before, "verdict"));
	uint64_t points = millipoints_of(before);
	bool was_right = verdict != NULL && strcmp(verdict, "accepted") == 0 &&
			 assay_json_number(assay_json_get(before, "tests")) > 0;
	bool is_right = group->tests > 0 && group->verdict == ASSAY_VERDICT_ACCEPTED;
	if ((!was_right || is_right) && group->millipoints >= points)
		return true;
	assay_bytes_printf(reasons, "regression: group %s: ", group->name);
	if (was_right && !is_right)
		assay_bytes_printf(reasons, "accepted before, %s now",
			group->tests > 0 ? assay_verdict_name(group->verdict) : "not run");
	if (group->millipoints < points) {
		assay_bytes_puts(reasons, was_right && !is_right ? "; " : "");
		assay_words_thousandths(reasons, points);
		assay_bytes_puts(reasons, " points before, ");
		assay_words_thousandths(reasons, group->millipoints);
		assay_bytes_puts(reasons, " now");
	}
	assay_bytes_putc(reasons, '\n');
	return false;
}

static bool is_kept(const struct assay_result *result, const struct assay_json *earlier,
	struct assay_bytes *reasons)
{
	bool kept = true;
	if (strcmp(text_of(earlier, "challenge", "digest"), result->challenge_digest) != 0)
		assay_bytes_puts(reasons, "the earlier result was made with another version of the "
					  "challenge\n");
	for (size_t i = 0; i < result->group_count; i++) {
		const struct assay_json *before = find_group(earlier, result->groups[i].name);
		if (before != NULL && !is_group_kept(&result->groups[i], before, reasons))
			kept = false;
	}
	return kept;
}

static bool is_score_met(const struct assay_bar *bar, const struct assay_result *result)
{
	return bar->percent ? result->millipoints * 100 >= bar->score * result->max_millipoints
			    : result->millipoints >= bar->score * 1000;
}

/* Without any of the three the verdict decides. */
static bool is_met(
	const struct assay_bar *bar, const struct assay_result *result, struct assay_bytes *reasons)
{
	const struct assay_json *earlier = NULL;
	if (bar->earlier != NULL) {
		earlier = find_earlier(bar, result);
		if (earlier == NULL)
			assay_bytes_printf(reasons,
				"'%s' holds no result to compare with; what counts is this one\n",
				bar->earlier_path);
	}
	bool met = is_required_met(bar, result, reasons);
	if (bar->has_score)
		met = is_score_met(bar, result) && met;
	if (earlier != NULL)
		met = is_kept(result, earlier, reasons) && met;
	else if (!bar->has_score && bar->required_count == 0)
		met = result->verdict == ASSAY_VERDICT_ACCEPTED;
	return met;
}

int assay_bar_judge(const struct assay_bar *bar, const struct assay_result *result,
	struct assay_bytes *ret_reasons)
{
	if (result->verdict == ASSAY_VERDICT_INTERNAL_ERROR)
		return ASSAY_EXIT_FAULT;
	bool met = is_met(bar, result, ret_reasons);
	return met || bar->exit_zero ? ASSAY_EXIT_OK : ASSAY_EXIT_SHORT;
}
