/*
 * build.c - owns the records of the build stage and its one entrance; what is built how is the
 * harness's.
 */
#include "build.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

#include "../digest.h"
#include "cache.h"
#include "harness.h"
#include "languages.h"

#define VERSION_MAX (64u << 10) /* bytes that a compiler says of itself */

void assay_artefact_init(struct assay_artefact *artefact)
{
	*artefact = (struct assay_artefact){.program_fd = -1};
}

void assay_artefact_release(struct assay_artefact *artefact)
{
	/* Never 0, so that a zeroed record too can be released. */
	if (artefact->program_fd > 0)
		close(artefact->program_fd);
	for (size_t i = 0; i < artefact->argument_count; i++)
		free(artefact->arguments[i]);
	free(artefact->sql);
	assay_artefact_init(artefact);
}

void assay_build_init(struct assay_build *build)
{
	*build = (struct assay_build){0};
	assay_artefact_init(&build->artefact);
}

void assay_build_release(struct assay_build *build)
{
	assay_artefact_release(&build->artefact);
	for (size_t i = 0; i < build->diagnostic_count; i++) {
		free(build->diagnostics[i].file);
		free(build->diagnostics[i].text);
	}
	free(build->diagnostics);
	free(build->message);
	assay_build_init(build);
}

int assay_build_run(const struct assay_build_order *order, struct assay_build *ret_build,
	struct assay_error *err)
{
	const struct assay_build_harness *harness =
		assay_build_harness_find(order->challenge->harness);
	if (harness == NULL)
		return assay_error_set(
			err, ASSAY_ERR_INTERNAL, "no harness %d", (int)order->challenge->harness);
	uint64_t start_ns = assay_monotonic_ns();
	ASSAY_AUTO(assay_build_release) struct assay_build build;
	assay_build_init(&build);
	int status = harness->build(order, &build, err);
	if (status != 0)
		return status;
	if (build.message == NULL)
		build.message = strdup("");
	if (build.message == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	memcpy(build.artefact.profile, order->challenge->profile, sizeof build.artefact.profile);
	build.wall_ns = assay_monotonic_ns() - start_ns;
	*ret_build = build;
	assay_build_init(&build);
	return 0;
}

int assay_build_submission(struct assay_sandbox *sandbox, const struct assay_challenge *challenge,
	const struct assay_submission *submission, int cancel_fd, struct assay_build *ret_build,
	struct assay_error *err)
{
	const struct assay_build_order order = {
		.sandbox = sandbox,
		.challenge = challenge,
		.submission = submission,
		.cancel_fd = cancel_fd,
	};
	return assay_build_run(&order, ret_build, err);
}

int assay_build_reference(struct assay_sandbox *sandbox, const struct assay_challenge *challenge,
	const struct assay_submission *reference, int cancel_fd, struct assay_build *ret_build,
	struct assay_error *err)
{
	const struct assay_build_order order = {
		.sandbox = sandbox,
		.challenge = challenge,
		.submission = reference,
		.cancel_fd = cancel_fd,
		.keep = true,
	};
	return assay_build_run(&order, ret_build, err);
}

char *assay_build_flags(const struct assay_challenge *challenge)
{
	struct assay_bytes text = {0};
	const struct assay_build_harness *harness = assay_build_harness_find(challenge->harness);
	if (harness != NULL)
		harness->show(challenge, &text);
	return assay_bytes_steal(&text);
}

/* Runs `gcc --version`, a program of the host's own, and reads what it says. */
static int ask_version(const char *compiler, struct assay_bytes *ret_text, struct assay_error *err)
{
	static char name[] = "gcc";
	static char option[] = "--version";
	static char locale[] = "LC_ALL=C";
	char *const argv[] = {name, option, NULL};
	char *const environment[] = {locale, NULL};
	int pipes[2];
	if (pipe2(pipes, O_CLOEXEC) != 0)
		return assay_error_errno(err, errno, "pipe");
	posix_spawn_file_actions_t actions;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&actions, pipes[1], 1);
	posix_spawn_file_actions_adddup2(&actions, 0, 2);
	pid_t child;
	int problem = posix_spawn(&child, compiler, &actions, NULL, argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	close(pipes[1]);
	int status = 0;
	if (problem == 0) {
		status = assay_fd_read_all(pipes[0], compiler, VERSION_MAX, ret_text, err);
		while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
			;
	}
	close(pipes[0]);
	if (problem != 0)
		return assay_error_set(
			err, ASSAY_ERR_TOOLCHAIN, "run '%s': %s", compiler, strerror(problem));
	return status;
}

/* What it says is kept by the compiler's identity. */
static int read_version(const struct assay_build_language *language, struct assay_bytes *ret_text,
	struct assay_error *err)
{
	char identity[256];
	char key[ASSAY_DIGEST_SIZE];
	struct assay_bytes question = {0};
	assay_build_language_identity(language, identity, sizeof identity);
	assay_bytes_printf(&question, "version/1 %s", identity);
	assay_digest_bytes(assay_bytes_text(&question), question.size, key);
	assay_bytes_release(&question);
	if (assay_cache_get(key, ret_text))
		return 0;
	int status = ask_version(language->compiler, ret_text, err);
	if (status == 0 && ret_text->size > 0)
		assay_cache_put(key, ret_text->data, ret_text->size);
	return status;
}

int assay_build_compiler(char *ret_version, size_t size, struct assay_error *err)
{
	const struct assay_build_language *language = assay_build_language_find("c");
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	int status = assay_build_language_check(language, err);
	if (status == 0)
		status = read_version(language, &text, err);
	if (status != 0)
		return status;
	size_t length = strcspn(assay_bytes_text(&text), "\n");
	if (length == 0)
		return assay_error_set(err, ASSAY_ERR_TOOLCHAIN, "'%s --version' says nothing",
			language->compiler);
	length = length < size ? length : size - 1;
	memcpy(ret_version, assay_bytes_text(&text), length);
	ret_version[length] = '\0';
	return 0;
}
