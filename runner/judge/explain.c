/*
 * explain.c - owns the sentences of verdicts: which limit, measured how, by which layer. Must not
 * decide anything.
 *
 * A candidate's program has read the hidden input of its test. Whatever it can choose and we repeat
 * to the candidate would carry that input out: exit statuses, signals that are no crash, SQLite's
 * own texts. Of hidden tests these go to the owner alone.
 */
#include "cause.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "../words.h"

#define TEXT_MAX 512 /* bytes of a foreign sentence that are quoted */

static const char *cpu_source_words(enum assay_source source)
{
	switch (source) {
	case ASSAY_SOURCE_CGROUP:
		return "kernel, cgroup accounting of all threads and children";
	case ASSAY_SOURCE_RUSAGE:
		return "kernel, wait4 accounting of all threads and children";
	case ASSAY_SOURCE_NONE:
		break;
	}
	return "kernel, all threads";
}

static void append_text(struct assay_bytes *out, const char *text)
{
	assay_bytes_append_safe(out, text, strlen(text), TEXT_MAX);
}

/* "; it used 1.32 s of CPU time, 3.0 s on the clock and 12 MiB of memory, the best of 3 runs" */
static void append_figures(struct assay_bytes *out, const struct assay_run *run)
{
	assay_bytes_puts(out, "; it used ");
	assay_words_seconds(out, run->observation.cpu_ns);
	assay_bytes_puts(out, " of CPU time, ");
	assay_words_seconds(out, run->observation.wall_ns);
	assay_bytes_puts(out, " on the clock and ");
	assay_words_bytes(out, run->observation.peak_bytes);
	assay_bytes_puts(out, " of memory");
	if (run->runs > 1)
		assay_bytes_printf(out, ", the best of %" PRIu32 " runs", run->runs);
}

static void explain_fault(const struct assay_evidence *evidence, struct assay_bytes *message,
	struct assay_bytes *reveal)
{
	assay_bytes_puts(message, "assay itself failed while it ran this test; that is not the "
				  "submission's fault, and it can be graded again");
	assay_bytes_puts(reveal, ": ");
	append_text(reveal, evidence->run->observation.detail);
}

static void explain_call(const struct assay_evidence *evidence, struct assay_bytes *message,
	struct assay_bytes *reveal)
{
	const struct assay_forbidden_call *call = &evidence->run->observation.forbidden;
	if (!call->known) {
		assay_bytes_puts(message, "made a system call that is not allowed, call unknown "
					  "(killed by the seccomp filter, without a supervisor)");
		return;
	}
	assay_bytes_puts(message, "made the system call '");
	append_text(message, call->name);
	assay_bytes_puts(message, "', which is not allowed (recorded by the seccomp supervisor, "
				  "profile '");
	append_text(message, evidence->challenge->profile);
	assay_bytes_puts(message, "')");
	assay_bytes_printf(reveal, "; number %d, arguments", call->number);
	for (int i = 0; i < 6; i++)
		assay_bytes_printf(reveal, " 0x%" PRIx64, call->arguments[i]);
}

static void explain_refused(const struct assay_evidence *evidence, struct assay_bytes *message,
	struct assay_bytes *reveal)
{
	(void)reveal;
	assay_bytes_puts(message, "tried ");
	append_text(message, evidence->run->refused);
	assay_bytes_puts(message, ", which this challenge does not allow (refused by SQLite's "
				  "authorizer)");
}

static void explain_memory(const struct assay_evidence *evidence, struct assay_bytes *message,
	struct assay_bytes *reveal)
{
	assay_bytes_puts(message, "used more than ");
	assay_words_bytes(message, evidence->limits->memory_bytes);
	assay_bytes_puts(message, " of memory (kernel, the out-of-memory event of its box)");
	append_figures(reveal, evidence->run);
}

static void explain_output(const struct assay_evidence *evidence, struct assay_bytes *message,
	struct assay_bytes *reveal)
{
	assay_bytes_puts(message, "wrote more than ");
	assay_words_bytes(message, evidence->limits->output_bytes);
	assay_bytes_puts(message, " (our count of bytes, answers and own output together)");
	assay_bytes_printf(
		reveal, "; it wrote %" PRIu64 " bytes", evidence->run->observation.output_bytes);
}

static void explain_cpu(const struct assay_evidence *evidence, struct assay_bytes *message,
	struct assay_bytes *reveal)
{
	assay_bytes_puts(message, "used more than ");
	assay_words_seconds(message, evidence->limits->cpu_ns);
	assay_bytes_printf(message, " of CPU time (%s)",
		cpu_source_words(evidence->run->observation.cpu_source));
	append_figures(reveal, evidence->run);
}

static void explain_starved(const struct assay_evidence *evidence, struct assay_bytes *message,
	struct assay_bytes *reveal)
{
	assay_bytes_puts(message, "waited for a CPU until ");
	assay_words_seconds(message, evidence->limits->wall_ns);
	assay_bytes_puts(message,
		" were over (our clock; the machine is too busy); that is not the "
		"submission's fault, and it can be graded again");
	append_figures(reveal, evidence->run);
}

static void explain_wall(const struct assay_evidence *evidence, struct assay_bytes *message,
	struct assay_bytes *reveal)
{
	assay_bytes_puts(message, "took more than ");
	assay_words_seconds(message, evidence->limits->wall_ns);
	assay_bytes_puts(message,
		" on the clock, waiting, not computing (our clock; it was asleep or "
		"blocked)");
	append_figures(reveal, evidence->run);
}

static void explain_sql(const struct assay_evidence *evidence, struct assay_bytes *message,
	struct assay_bytes *reveal)
{
	struct assay_bytes *quote = evidence->sample ? message : reveal;
	assay_bytes_puts(message, "the SQL failed while it ran (SQLite)");
	assay_bytes_puts(quote, ": ");
	append_text(quote, evidence->run->failure);
}

static void explain_signal(const struct assay_evidence *evidence, struct assay_bytes *message,
	struct assay_bytes *reveal)
{
	static const struct {
		int number;
		const char *name, *words;
	} crashes[] = {
		{SIGSEGV, "SIGSEGV", "segmentation fault: it touched memory that is not its own"},
		{SIGABRT, "SIGABRT", "abort: an assertion or the C library stopped it"},
		{SIGFPE, "SIGFPE", "arithmetic exception: mostly a division by zero"},
		{SIGBUS, "SIGBUS", "bus error: it touched memory that is not there"},
		{SIGILL, "SIGILL", "illegal instruction"},
		{SIGTRAP, "SIGTRAP", "trap"},
		{SIGPIPE, "SIGPIPE", "it wrote to a closed pipe"},
		{SIGXFSZ, "SIGXFSZ", "it wrote a file that is too large"},
		{SIGSYS, "SIGSYS", "bad system call, raised by itself"},
		{SIGALRM, "SIGALRM", "its own alarm"},
		{SIGKILL, "SIGKILL", "killed, by itself: no limit of ours was reached"},
		{SIGXCPU, "SIGXCPU", "raised by itself: our CPU limit was not reached"},
	};
	const size_t shown_of_hidden = 5; /* the first rows: the crashes that C programs have */
	int number = evidence->run->observation.signal;
	size_t i = 0;
	while (i < sizeof crashes / sizeof crashes[0] && crashes[i].number != number)
		i++;
	bool quiet = !evidence->sample && i >= shown_of_hidden;
	struct assay_bytes *out = quiet ? reveal : message;
	if (quiet)
		assay_bytes_puts(message, "was ended by a signal");
	assay_bytes_puts(out, quiet ? ": " : "was ended by ");
	if (i < sizeof crashes / sizeof crashes[0])
		assay_bytes_printf(out, "%s (%s)", crashes[i].name, crashes[i].words);
	else
		assay_bytes_printf(out, "signal %d", number);
}

static void explain_exit(const struct assay_evidence *evidence, struct assay_bytes *message,
	struct assay_bytes *reveal)
{
	const int script_error = 70; /* assay_driver_fail() of driver.h; anyone can exit with it */
	int code = evidence->run->observation.exit_code;
	/* The file is the same for all tests, so it tells nothing about a hidden one. */
	if (evidence->run->observation.detail[0] != '\0') {
		assay_bytes_puts(message, "never ran: ");
		append_text(message, evidence->run->observation.detail);
		return;
	}
	assay_bytes_puts(message, "ended with an exit status other than 0");
	assay_bytes_printf(evidence->sample ? message : reveal, ": %d", code);
	if (code == script_error)
		assay_bytes_puts(reveal, " (a driver ends so when it cannot read its script; see "
					 "its standard error)");
}

static void explain_cut_short(const struct assay_evidence *evidence, struct assay_bytes *message,
	struct assay_bytes *reveal)
{
	const struct assay_difference *difference = evidence->difference;
	struct assay_bytes *out = evidence->sample ? message : reveal;
	if (!evidence->sample)
		assay_bytes_puts(message, "some answers are missing");
	assay_bytes_printf(out, "%sstopped after %zu of %zu answers; ",
		evidence->sample ? "" : ": ", difference->got_count, difference->expected_count);
	assay_bytes_append(out, difference->where.data, difference->where.size);
}

static void explain_answer(const struct assay_evidence *evidence, struct assay_bytes *message,
	struct assay_bytes *reveal)
{
	const struct assay_bytes *where = &evidence->difference->where;
	if (evidence->sample) {
		assay_bytes_append(message, where->data, where->size);
		return;
	}
	assay_bytes_puts(message, "gave a wrong answer");
	assay_bytes_puts(reveal, ": ");
	assay_bytes_append(reveal, where->data, where->size);
}

static void explain_checker(const struct assay_evidence *evidence, struct assay_bytes *message,
	struct assay_bytes *reveal)
{
	assay_bytes_puts(message, evidence->checked->failed
					  ? "could not be judged: the challenge's checker failed"
					  : "gave an answer that the challenge's checker rejects");
	if (evidence->checked->message == NULL || evidence->checked->message[0] == '\0')
		return;
	assay_bytes_puts(reveal, ": ");
	append_text(reveal, evidence->checked->message);
}

/* Each fills what the candidate reads and what is added to it for the owner. */
static void (*const explainers[])(const struct assay_evidence *evidence,
	struct assay_bytes *message, struct assay_bytes *reveal) = {
	[ASSAY_CAUSE_NONE] = NULL,
	[ASSAY_CAUSE_FAULT] = explain_fault,
	[ASSAY_CAUSE_CALL] = explain_call,
	[ASSAY_CAUSE_REFUSED] = explain_refused,
	[ASSAY_CAUSE_MEMORY] = explain_memory,
	[ASSAY_CAUSE_OUTPUT] = explain_output,
	[ASSAY_CAUSE_CPU] = explain_cpu,
	[ASSAY_CAUSE_STARVED] = explain_starved,
	[ASSAY_CAUSE_WALL] = explain_wall,
	[ASSAY_CAUSE_SQL] = explain_sql,
	[ASSAY_CAUSE_SIGNAL] = explain_signal,
	[ASSAY_CAUSE_EXIT] = explain_exit,
	[ASSAY_CAUSE_CUT_SHORT] = explain_cut_short,
	[ASSAY_CAUSE_ANSWER] = explain_answer,
	[ASSAY_CAUSE_CHECKER] = explain_checker,
	[ASSAY_CAUSE_CHECKER_FAULT] = explain_checker,
};

void assay_cause_explain(enum assay_cause cause, const struct assay_evidence *evidence,
	struct assay_bytes *message, struct assay_bytes *reveal)
{
	if (explainers[cause] == NULL)
		return;
	struct assay_bytes more = {0};
	explainers[cause](evidence, message, &more);
	assay_bytes_append(reveal, message->data, message->size);
	assay_bytes_append(reveal, more.data, more.size);
	reveal->failed = reveal->failed || more.failed;
	assay_bytes_release(&more);
}
