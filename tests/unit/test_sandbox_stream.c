/*
 * test_sandbox_stream.c - channels that move while the program runs: inputs read from a descriptor,
 * outputs handed over as they come.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "box_helper.h"

/* Who takes an output. */
struct taker {
	struct assay_bytes got;
	int answer;   /* what `take` returns */
	int reply_fd; /* is written to at each of the first `replies` takes, then closed; or -1 */
	int replies;
};

static int take(void *context, const void *data, size_t size, struct assay_error *err)
{
	struct taker *taker = context;
	assay_bytes_append(&taker->got, data, size);
	if (taker->reply_fd >= 0 && taker->replies-- > 0) {
		assert_int_equal(write(taker->reply_fd, "more ", 5), 5);
	} else if (taker->reply_fd >= 0) {
		close(taker->reply_fd);
		taker->reply_fd = -1;
	}
	if (taker->answer < 0)
		return assay_error_set(err, taker->answer, "nobody there");
	return taker->answer;
}

/* A box whose output 1 `taker` takes; `source` is its input, -1 for an empty one. */
static void prepare(
	struct box_setup *setup, int program, const char *act, struct taker *taker, int source)
{
	*taker = (struct taker){.reply_fd = -1};
	box_prepare(setup, program, act, NULL);
	setup->channels[1].take = take;
	setup->channels[1].context = taker;
	if (source < 0)
		return;
	setup->channels[0].input = NULL;
	setup->channels[0].has_source = true;
	setup->channels[0].source_fd = source;
}

/* A file with `size` bytes that differ from their neighbours. */
static int make_file(size_t size)
{
	char *bytes = malloc(size);
	struct assay_error err = {0};
	int fd = -1;
	assert_non_null(bytes);
	for (size_t i = 0; i < size; i++)
		bytes[i] = (char)(i * 31 + i / 251);
	assert_int_equal(assay_memory_file("input", bytes, size, &fd, &err), 0);
	free(bytes);
	return fd;
}

static void test_all_of_it_comes_through(void **state)
{
	enum {
		SIZE = 1000003
	};
	static char wanted[SIZE];
	struct box_setup setup;
	struct taker taker;
	struct assay_observation seen;
	int program = box_program();
	int source = make_file(SIZE);
	prepare(&setup, program, "echo", &taker, source);
	setup.channels[1].output_limit = SIZE;
	box_run(box_of(state), &setup, &seen);
	assert_string_equal(assay_status_name(seen.status), "exited");
	assert_int_equal(pread(source, wanted, SIZE, 0), SIZE);
	assert_int_equal(taker.got.size, SIZE);
	assert_memory_equal(taker.got.data, wanted, SIZE);
	assert_int_equal(seen.channel_output[1].size, 0);
	assert_string_equal(box_output(&seen, 2), "done");
	assert_int_equal(seen.output_bytes, SIZE + 4);
	assay_observation_release(&seen);
	assay_bytes_release(&taker.got);
	close(source);
	close(program);
}

/* Each answer of the program is seen before the next question is put: nothing waits for the end. */
static void test_while_it_runs(void **state)
{
	struct box_setup setup;
	struct taker taker;
	struct assay_observation seen;
	int ends[2];
	int program = box_program();
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(write(ends[1], "some ", 5), 5);
	prepare(&setup, program, "relay", &taker, ends[0]);
	taker.reply_fd = ends[1];
	taker.replies = 3;
	setup.channels[0].fd = 3;
	setup.channels[1].fd = 4;
	box_run(box_of(state), &setup, &seen);
	assert_string_equal(assay_status_name(seen.status), "exited");
	assert_string_equal(assay_bytes_text(&taker.got), "some more more more ");
	assay_observation_release(&seen);
	assay_bytes_release(&taker.got);
	close(ends[0]);
	close(program);
}

/* A source without end, or without a word, holds up no program that does not ask for it. */
static void test_unread_source(void **state)
{
	static const char *const acts[] = {"ignore-input", "close-input"};
	static const char *const said[] = {"ignored\n", "closed\n"};
	int ends[2];
	int program = box_program();
	int endless = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	for (size_t i = 0; i < 4; i++) {
		struct box_setup setup;
		struct taker taker;
		struct assay_observation seen;
		prepare(&setup, program, acts[i % 2], &taker, i < 2 ? endless : ends[0]);
		box_run(box_of(state), &setup, &seen);
		assert_string_equal(assay_status_name(seen.status), "exited");
		assert_string_equal(assay_bytes_text(&taker.got), said[i % 2]);
		assay_observation_release(&seen);
		assay_bytes_release(&taker.got);
	}
	close(endless);
	close(ends[0]);
	close(ends[1]);
	close(program);
}

/* What the program reads of an endless source is bounded by its own limits. */
static void test_endless_source(void **state)
{
	struct box_setup setup;
	struct taker taker;
	struct assay_observation seen;
	int program = box_program();
	int endless = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	prepare(&setup, program, "echo", &taker, endless);
	setup.channels[1].output_limit = 100000;
	box_run(box_of(state), &setup, &seen);
	assert_string_equal(assay_status_name(seen.status), "output-limit");
	assert_int_equal(taker.got.size, 100000);
	assert_true(seen.output_bytes > 100000);
	assay_observation_release(&seen);
	assay_bytes_release(&taker.got);
	close(endless);
	close(program);
}

static void test_nobody_wants_more(void **state)
{
	struct box_setup setup;
	struct taker taker;
	struct assay_observation seen;
	int program = box_program();
	prepare(&setup, program, "flood", &taker, -1);
	taker.answer = ASSAY_TAKE_ENOUGH;
	setup.channels[1].output_limit = SIZE_MAX;
	box_run(box_of(state), &setup, &seen);
	assert_string_equal(assay_status_name(seen.status), "signalled");
	assert_int_equal(seen.signal, SIGPIPE);
	assert_true(taker.got.size <= 65536);
	assay_observation_release(&seen);
	assay_bytes_release(&taker.got);
	close(program);
}

static void expect_failure(
	struct assay_sandbox *sandbox, const struct box_setup *setup, int code, const char *text)
{
	struct assay_observation seen;
	struct assay_error err = {0};
	assay_observation_init(&seen);
	assert_int_equal(assay_sandbox_run(sandbox, &setup->box, &seen, &err), code);
	if (strstr(err.text, text) == NULL)
		fail_msg("'%s' is not in '%s'", text, err.text);
}

static void test_failures_end_the_run(void **state)
{
	struct box_setup setup;
	struct taker taker;
	struct assay_sandbox *sandbox = box_of(state);
	int program = box_program();
	int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	prepare(&setup, program, "flood", &taker, -1);
	setup.channels[1].output_limit = SIZE_MAX;
	taker.answer = ASSAY_ERR_CANCELLED;
	expect_failure(sandbox, &setup, ASSAY_ERR_CANCELLED, "nobody there");
	assay_bytes_release(&taker.got);
	prepare(&setup, program, "echo", &taker, folder);
	expect_failure(sandbox, &setup, ASSAY_ERR_SYSTEM, "read the program's input: Is a dir");
	/* The next run is as good as ever. */
	struct assay_observation seen = box_act(sandbox, "exit", "7");
	assert_int_equal(seen.exit_code, 7);
	close(folder);
	close(program);
}

static void test_contract(void **state)
{
	struct box_setup setup;
	struct taker taker;
	struct assay_sandbox *sandbox = box_of(state);
	int program = box_program();
	prepare(&setup, program, "echo", &taker, 0);
	setup.channels[0].input = "";
	expect_failure(sandbox, &setup, ASSAY_ERR_USAGE, "channel 0 has both input and a source");
	prepare(&setup, program, "echo", &taker, 0);
	setup.channels[0].source_fd = -1;
	expect_failure(sandbox, &setup, ASSAY_ERR_USAGE, "a source without a descriptor");
	prepare(&setup, program, "echo", &taker, 0);
	setup.channels[0].take = take;
	expect_failure(sandbox, &setup, ASSAY_ERR_USAGE, "channel 0 has an input, and somebody");
	close(program);
}

static int open_any(void **state)
{
	struct assay_error err = {0};
	struct assay_sandbox *sandbox = NULL;
	if (assay_sandbox_open(NULL, &sandbox, &err) != 0)
		print_message("# %s\n", err.text);
	*state = sandbox;
	return 0;
}

static int close_sandbox(void **state)
{
	assay_sandbox_close(*state);
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_of_it_comes_through),
		cmocka_unit_test(test_while_it_runs),
		cmocka_unit_test(test_unread_source),
		cmocka_unit_test(test_endless_source),
		cmocka_unit_test(test_nobody_wants_more),
		cmocka_unit_test(test_failures_end_the_run),
		cmocka_unit_test(test_contract),
	};
	return cmocka_run_group_tests(tests, open_any, close_sandbox);
}
