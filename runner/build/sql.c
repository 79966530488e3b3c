/*
 * sql.c - owns the `sql` harness: checks the candidate's SQL against the challenge's schema in the
 * SQL host, and makes host, arguments and SQL the artefact.
 *
 * Only what fails on the schema is a compile-error. What the authorizer refuses, and what does not
 * end in time, is left to the tests, whose verdict says so.
 */
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "box.h"
#include "diagnostics.h"
#include "sqlevents.h"

extern const char assay_embedded_sqlhost[];
extern const char assay_embedded_sqlhost_end[];

#define SETUP_MAX       (4u << 20)
#define CHECK_LOG_MAX   (64u << 10)
#define CHECK_ROWS_MAX  (1u << 20)
#define STATUS_SCRIPT   70 /* of the SQL host: the script is wrong */
#define FIRST_ARGUMENTS 5

static void list_allowed(const struct assay_challenge *challenge, struct assay_bytes *ret_text)
{
	for (size_t i = 0; i < challenge->sql_allow_count; i++)
		assay_bytes_printf(ret_text, "%s%s", i == 0 ? "" : ",", challenge->sql_allow[i]);
}

void assay_sql_show(const struct assay_challenge *challenge, struct assay_bytes *ret_text)
{
	assay_bytes_puts(ret_text, "sqlhost --allow ");
	list_allowed(challenge, ret_text);
	assay_bytes_printf(ret_text, " --statements %u", challenge->sql_statements_max);
}

static int fill_artefact(const struct assay_build_order *order, struct assay_artefact *artefact,
	struct assay_error *err)
{
	struct assay_bytes allowed = {0};
	struct assay_bytes statements = {0};
	list_allowed(order->challenge, &allowed);
	assay_bytes_printf(&statements, "%u", order->challenge->sql_statements_max);
	char *const arguments[FIRST_ARGUMENTS] = {strdup("sqlhost"), strdup("--allow"),
		assay_bytes_steal(&allowed), strdup("--statements"),
		assay_bytes_steal(&statements)};
	bool complete = true;
	for (size_t i = 0; i < FIRST_ARGUMENTS; i++) {
		artefact->arguments[i] = arguments[i];
		complete = complete && arguments[i] != NULL;
	}
	artefact->argument_count = FIRST_ARGUMENTS;
	const struct assay_submission_file *file = &order->submission->files[0];
	artefact->sql = malloc(file->size + 1);
	if (!complete || artefact->sql == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	memcpy(artefact->sql, file->data, file->size);
	artefact->sql[file->size] = '\0';
	artefact->sql_size = file->size;
	size_t size = (uintptr_t)assay_embedded_sqlhost_end - (uintptr_t)assay_embedded_sqlhost;
	return assay_memory_file(
		"sqlhost", assay_embedded_sqlhost, size, &artefact->program_fd, err);
}

/* The script of the check: the schema, then the candidate's SQL. */
static int make_script(const struct assay_challenge *challenge, struct assay_bytes *ret_script,
	struct assay_error *err)
{
	ASSAY_AUTO_FD int directory =
		open(challenge->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return assay_error_errno(err, errno, "open '%s'", challenge->directory);
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes setup = {0};
	int status = assay_file_read(directory, challenge->sql_setup, SETUP_MAX, &setup, err);
	if (status != 0)
		return assay_error_wrap(err, "challenge '%s'", challenge->id);
	assay_bytes_printf(ret_script, "@setup\n%s\n@candidate\n", assay_bytes_text(&setup));
	return assay_bytes_check(ret_script, err);
}

static int run_check(const struct assay_build_order *order, const struct assay_artefact *artefact,
	struct assay_observation *ret_observation, struct assay_error *err)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes script = {0};
	int status = make_script(order->challenge, &script, err);
	if (status != 0)
		return status;
	const char *argv[FIRST_ARGUMENTS + 2] = {0};
	for (size_t i = 0; i < FIRST_ARGUMENTS; i++)
		argv[i] = artefact->arguments[i];
	argv[FIRST_ARGUMENTS] = "--check";
	const struct assay_channel channels[] = {
		{.fd = 0, .input = script.data, .input_size = script.size},
		{.fd = 5, .input = artefact->sql, .input_size = artefact->sql_size},
		{.fd = 4, .output_limit = CHECK_LOG_MAX},
		{.fd = 2, .output_limit = CHECK_LOG_MAX},
		{.fd = 3, .output_limit = CHECK_ROWS_MAX},
	};
	const struct assay_limits_spec *limits = &order->challenge->limits;
	const struct assay_box box = {
		.profile = "stdio",
		.program_fd = artefact->program_fd,
		.argv = argv,
		.channels = channels,
		.channel_count = sizeof channels / sizeof channels[0],
		.limits = {.cpu_ns = limits->cpu_ns,
			.wall_ns = limits->wall_ns,
			.memory_bytes = limits->memory_bytes,
			.processes = 1},
		.cancel_fd = order->cancel_fd,
	};
	return assay_box_run(order->sandbox, &box, ret_observation, err);
}

/* A failure of the candidate's SQL, as a compiler would tell it. */
static int fail_build(const struct assay_build_order *order, struct assay_build *build,
	const struct assay_sql_events *events, struct assay_error *err)
{
	struct assay_diagnostics diagnostics = {0};
	bool added = assay_diagnostics_add(&diagnostics, order->submission->files[0].path,
		events->line, "error", events->failure);
	build->message = assay_diagnostics_message(&diagnostics, events->failure);
	build->diagnostics = calloc(1, sizeof *build->diagnostics);
	if (!added || build->message == NULL || build->diagnostics == NULL) {
		assay_diagnostics_release(&diagnostics);
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	}
	build->diagnostics[0] = diagnostics.items[0];
	build->diagnostic_count = 1;
	return 0;
}

int assay_sql_build(
	const struct assay_build_order *order, struct assay_build *build, struct assay_error *err)
{
	if (order->submission->file_count != 1 || order->challenge->sql_setup == NULL)
		return assay_error_set(err, ASSAY_ERR_CHALLENGE,
			"challenge '%s': harness 'sql' takes one editable file and a 'setup', got "
			"%zu editable files",
			order->challenge->id, order->submission->file_count);
	int status = fill_artefact(order, &build->artefact, err);
	if (status != 0)
		return status;
	ASSAY_AUTO(assay_observation_release) struct assay_observation observation;
	assay_observation_init(&observation);
	status = run_check(order, &build->artefact, &observation, err);
	if (status != 0)
		return status;
	if (observation.status == ASSAY_STATUS_EXITED && observation.exit_code == STATUS_SCRIPT) {
		const char *said = assay_bytes_text(&observation.channel_output[3]);
		return assay_error_set(err, ASSAY_ERR_CHALLENGE, "challenge '%s': '%s': %.*s",
			order->challenge->id, order->challenge->sql_setup, (int)strcspn(said, "\n"),
			said);
	}
	struct assay_sql_events events = {0};
	if (observation.status == ASSAY_STATUS_EXITED &&
		assay_sql_events_parse(&observation.channel_output[2], &events) != 0)
		return assay_error_set(err, ASSAY_ERR_INTERNAL,
			"the SQL host said what is none of its events: %s",
			assay_bytes_text(&observation.channel_output[2]));
	if (events.failure[0] != '\0')
		return fail_build(order, build, &events, err);
	build->succeeded = true;
	return 0;
}
