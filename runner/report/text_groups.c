/*
 * text_groups.c - owns the part of the text report on groups. Must not show a figure of one hidden
 * test to the candidate.
 */
#include "report_text.h"

#include <inttypes.h>
#include <string.h>

#include "../words.h"
#include "measure_words.h"
#include "safe.h"
#include "view.h"

#define REASONS_MAX 5 /* different reasons that are shown of one group */
#define NOTE_INDENT 9

struct columns {
	size_t name, tests, points, behaviour;
};

static void print_tests(struct assay_bytes *out, const struct assay_group_result *group)
{
	if (group->tests > 0)
		assay_bytes_printf(out, "%" PRIu32 " of %" PRIu32, group->passed, group->tests);
	else
		assay_bytes_puts(out, "not run");
}

static void print_points(struct assay_bytes *out, const struct assay_group_result *group)
{
	if (group->points == 0)
		return;
	assay_words_thousandths(out, group->millipoints);
	assay_bytes_printf(out, " of %" PRIu32, group->points);
}

/* The width of a column: the widest of what is printed there. */
static size_t widest(const struct assay_page *page, const struct assay_result *result,
	void (*print)(struct assay_bytes *out, const struct assay_group_result *group))
{
	size_t width = 0;
	struct assay_bytes text = {0};
	for (size_t i = 0; i < result->group_count; i++) {
		assay_bytes_clear(&text);
		print(&text, &result->groups[i]);
		if (text.size > width)
			width = text.size;
	}
	assay_page_done(page, &text);
	return width;
}

static void print_name(struct assay_bytes *out, const struct assay_group_result *group)
{
	assay_safe_append(out, group->name, ASSAY_ID_SIZE);
}

static void put_right(const struct assay_page *page, size_t width,
	void (*print)(struct assay_bytes *out, const struct assay_group_result *group),
	const struct assay_group_result *group)
{
	struct assay_bytes text = {0};
	print(&text, group);
	assay_page_spaces(page, width > text.size ? width - text.size : 0);
	assay_bytes_puts(page->out, assay_bytes_text(&text));
	assay_page_done(page, &text);
}

static void put_mark(const struct assay_page *page, const struct assay_result *result,
	const struct assay_group_result *group)
{
	assay_bytes_putc(page->out, ' ');
	if (group->verdict == ASSAY_VERDICT_INTERNAL_ERROR || group->tests == 0)
		assay_page_ink(page, ASSAY_INK_PARTIAL, "?   ");
	else if (group->verdict != ASSAY_VERDICT_ACCEPTED)
		assay_page_ink(page, ASSAY_INK_BAD, "FAIL");
	else if (assay_view_is_scored(result) &&
		 group->millipoints < UINT64_C(1000) * group->points)
		assay_page_ink(page, ASSAY_INK_PARTIAL, "part");
	else
		assay_page_ink(page, ASSAY_INK_GOOD, "ok  ");
	assay_bytes_puts(page->out, "  ");
}

/* Two failures with one reason are told once. */
static bool is_same_reason(const struct assay_item *a, const struct assay_item *b)
{
	return a->verdict == b->verdict && strcmp(a->group, b->group) == 0 &&
	       strcmp(a->behaviour, b->behaviour) == 0 && strcmp(a->message, b->message) == 0;
}

static size_t count_same(const struct assay_result *result, size_t index, bool *ret_seen)
{
	size_t count = 0;
	*ret_seen = false;
	for (size_t i = 0; i < result->item_count; i++) {
		if (!is_same_reason(&result->items[i], &result->items[index]))
			continue;
		*ret_seen = *ret_seen || i < index;
		count++;
	}
	return count;
}

static void put_note(
	const struct assay_page *page, enum assay_ink ink, const struct assay_bytes *note)
{
	assay_page_spaces(page, NOTE_INDENT - 2);
	assay_page_ink(page, ink, "- ");
	assay_page_words(page, NOTE_INDENT, NOTE_INDENT, assay_bytes_text(note));
}

/*
 * "burst-03, after a pause: gave a wrong answer (WA, 2 tests)"; names only where they are shown,
 * and the behaviour only where it is not the group's own, which stands a line above.
 */
static void put_reason(const struct assay_page *page, const struct assay_result *result,
	const struct assay_group_result *group, size_t index, size_t count, bool reveal)
{
	const struct assay_item *item = &result->items[index];
	bool named = reveal || assay_view_is_sample(result, item);
	bool told = strcmp(item->behaviour, group->behaviour) == 0;
	struct assay_bytes note = {0};
	if (named)
		assay_bytes_puts(&note, item->name);
	if (!told) {
		size_t length = strlen(item->behaviour);
		if (length > 0 && item->behaviour[length - 1] == '.')
			length--; /* a sentence of its own, put in front of a colon */
		assay_bytes_puts(&note, named ? ", " : "");
		assay_bytes_append(&note, item->behaviour, length);
	}
	assay_bytes_printf(&note, "%s%s (%s", named || !told ? ": " : "",
		reveal ? item->reveal_message : item->message, assay_verdict_code(item->verdict));
	if (count > 1)
		assay_bytes_printf(&note, ", %zu tests", count);
	assay_bytes_putc(&note, ')');
	put_note(page, ASSAY_INK_BAD, &note);
	assay_page_done(page, &note);
}

static void put_reasons(const struct assay_page *page, const struct assay_result *result,
	const struct assay_group_result *group, bool reveal)
{
	size_t reasons = 0;
	for (size_t i = 0; i < result->item_count; i++) {
		const struct assay_item *item = &result->items[i];
		if (item->verdict == ASSAY_VERDICT_ACCEPTED ||
			strcmp(item->group, group->name) != 0)
			continue;
		bool seen;
		size_t count = count_same(result, i, &seen);
		if (seen)
			continue;
		if (reasons++ < REASONS_MAX)
			put_reason(page, result, group, i, count, reveal);
	}
	if (reasons > REASONS_MAX) {
		assay_page_spaces(page, NOTE_INDENT - 2);
		assay_bytes_printf(page->out, "- and %zu more\n", reasons - REASONS_MAX);
	}
}

static void put_measure(
	const struct assay_page *page, const struct assay_measure_outcome *measure, bool reveal)
{
	struct assay_bytes note = {0};
	assay_measure_words(&note, measure, reveal);
	put_note(page, measure->share_thousandths == 1000 ? ASSAY_INK_GOOD : ASSAY_INK_PARTIAL,
		&note);
	assay_page_done(page, &note);
}

static void put_group(const struct assay_page *page, const struct assay_result *result,
	const struct assay_group_result *group, const struct columns *columns,
	const struct assay_report_options *options)
{
	put_mark(page, result, group);
	assay_page_cell(page, group->name, strlen(group->name), columns->name);
	assay_bytes_puts(page->out, "  ");
	put_right(page, columns->tests, print_tests, group);
	if (columns->points > 0) {
		assay_bytes_puts(page->out, "  ");
		put_right(page, columns->points, print_points, group);
	}
	if (columns->behaviour + 30 <= page->columns) {
		assay_bytes_puts(page->out, "  ");
		assay_page_words(page, columns->behaviour, columns->behaviour, group->behaviour);
	} else {
		assay_page_end_line(page);
		assay_page_spaces(page, NOTE_INDENT - 2);
		assay_page_words(page, NOTE_INDENT - 2, NOTE_INDENT - 2, group->behaviour);
	}
	if (group->tests == 0)
		return;
	if (!group->sample || !options->samples) /* else each is shown whole, below */
		put_reasons(page, result, group, options->reveal);
	/* Where nothing was earned for wrong answers, a measure would only be noise. */
	bool earning = assay_view_is_scored(result) && group->passed > 0;
	for (size_t i = 0; i < group->measure_count && earning; i++)
		if (group->verdict == ASSAY_VERDICT_ACCEPTED || group->millipoints > 0)
			put_measure(page, &group->measures[i], options->reveal);
}

void assay_text_groups(const struct assay_page *page, const struct assay_result *result,
	const struct assay_report_options *options)
{
	struct columns columns = {
		.name = widest(page, result, print_name),
		.tests = widest(page, result, print_tests),
		.points = assay_view_is_scored(result) ? widest(page, result, print_points) : 0,
	};
	columns.behaviour = 7 + columns.name + 2 + columns.tests + 2 + columns.points +
			    (columns.points > 0 ? 2 : 0);
	for (size_t i = 0; i < result->group_count; i++)
		put_group(page, result, &result->groups[i], &columns, options);
}
