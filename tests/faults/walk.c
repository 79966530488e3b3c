/*
 * walk.c - fails the n-th system call of the launcher's processes, for every n, and wants each time:
 * attacks in the boxes do not succeed, and no fault of ours is told as the program's; what an
 * observation says of layers and levels is so; one fault costs one run, and the next one is well; and
 * nothing is left, no process, group, mount, descriptor or file.
 *
 *   walk LEVEL [STRIDE [FIRST]]   TAP, one point; every STRIDE-th call, from FIRST on
 *
 * The launcher counts and fails its calls itself (inject.c): a tracer would show each skipped call to
 * the box's filter as an unknown one, and make every call of the compiler's a stop.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <assay/cleanup.h>
#include <assay/sandbox.h>

#include "look.h"

/* What the library itself waits for is shorter, all in all. */
#define SECONDS_MAX 120
#define TEXT_SIZE   256
#define SLOW_NS     UINT64_C(1000000000)

struct walk {
	struct fault_page *page;
	enum assay_level level;
	int program;              /* tests/programs/acts */
	char folder[4096];        /* where temporary folders are made */
	char wrong[TEXT_SIZE];    /* the first that was wrong; "" when it held */
	unsigned internal_errors; /* of this sandbox */
};

static void complain(struct walk *walk, const char *what, const char *detail)
{
	if (walk->wrong[0] == '\0')
		snprintf(walk->wrong, sizeof walk->wrong, "%s%s", what, detail);
}

/* One run: the program says that it is there, and waits until it has been looked at. */
struct visit {
	bool plain;
	int gate; /* closed when it may go on */
	struct sight sight;
};

static int take_output(void *context, const void *data, size_t size, struct assay_error *err)
{
	struct visit *visit = context;
	(void)data, (void)err;
	if (visit->gate >= 0 && size > 0) {
		look_at_box(visit->plain, &visit->sight);
		close(visit->gate);
		visit->gate = -1;
	}
	return 0;
}

/* Of a sealed memory file the kernel says EIO when it ends too early (execve(2)): that is the
 * program's, and is told as such. */
static bool is_cut_short(const struct walk *walk, const struct assay_observation *seen)
{
	return walk->page->failed == SYS_execveat && walk->page->error == EIO &&
	       seen->status == ASSAY_STATUS_EXITED && seen->exit_code == ASSAY_EXIT_NOT_RUNNABLE;
}

/* Each program tries what its box forbids, and it says by its exit that it was let. */
static bool is_held(const struct assay_observation *seen, bool plain)
{
	if (seen->status == ASSAY_STATUS_INTERNAL_ERROR)
		return true;
	if (!plain)
		return seen->status == ASSAY_STATUS_EXITED && seen->exit_code == 1;
	bool named = (seen->layers & ASSAY_LAYER_SECCOMP_NOTIFY) != 0;
	return seen->status == ASSAY_STATUS_FORBIDDEN_CALL && seen->forbidden.known == named &&
	       (!named || seen->forbidden.number == SYS_socket);
}

static void judge(struct walk *walk, const struct assay_sandbox *sandbox, const struct visit *visit,
	const struct assay_observation *seen)
{
	char text[TEXT_SIZE];
	if (visit->plain && is_cut_short(walk, seen))
		return;
	if (!is_held(seen, visit->plain)) {
		snprintf(text, sizeof text, "%s run: %s, exit code %d, signal %d",
			visit->plain ? "plain" : "toolchain", assay_status_name(seen->status),
			seen->exit_code, seen->signal);
		complain(walk, text, "");
	}
	if (seen->status == ASSAY_STATUS_INTERNAL_ERROR) {
		walk->internal_errors++;
		return;
	}
	if (!visit->sight.seen)
		complain(walk, "a run ended well before it was seen", "");
	uint32_t absent = visit->sight.absent;
	/* A Landlock domain shows nowhere: who was refused it has none. */
	if (walk->page->failed == SYS_landlock_restrict_self && walk->page->ran != 0)
		absent |= ASSAY_LAYER_LANDLOCK;
	uint32_t wrong = seen->layers & absent;
	if (wrong != 0)
		complain(walk, "recorded, and not there: layer ",
			assay_layer_name((enum assay_layer)(wrong & -wrong)));
	if (seen->level < assay_sandbox_level(sandbox))
		complain(walk, "the run's level is less than the sandbox's", "");
}

static int run_box(
	struct walk *walk, struct assay_sandbox *sandbox, bool plain, struct assay_error *err)
{
	static const char *const acts[] = {"acts", "echo-socket", NULL};
	static const char *const cat[] = {"cat", "-", "/etc/passwd", NULL};
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0 || write(ends[1], "x", 1) != 1)
		return assay_error_errno(err, errno, "pipe");
	struct visit visit = {.plain = plain, .gate = ends[1]};
	const struct assay_channel channels[] = {
		{.fd = 0, .has_source = true, .source_fd = ends[0]},
		{.fd = 1, .output_limit = 65536, .take = take_output, .context = &visit}};
	const struct assay_box box = {.profile = plain ? "stdio" : "compile",
		.root = plain ? ASSAY_ROOT_EMPTY : ASSAY_ROOT_TOOLCHAIN,
		.program_fd = plain ? walk->program : -1,
		.program_path = plain ? NULL : "/usr/bin/cat",
		.argv = plain ? acts : cat,
		.channels = channels,
		.channel_count = 2,
		.cancel_fd = -1,
		.limits = {.cpu_ns = 2000000000u,
			.wall_ns = 10000000000u,
			.memory_bytes = 64u << 20,
			.scratch_bytes = 1u << 20,
			.processes = plain ? 1 : 4}};
	ASSAY_AUTO(assay_observation_release) struct assay_observation seen;
	assay_observation_init(&seen);
	int status = assay_sandbox_run(sandbox, &box, &seen, err);
	if (status == 0)
		judge(walk, sandbox, &visit, &seen);
	close(ends[0]);
	if (visit.gate >= 0)
		close(visit.gate);
	return status;
}

/* A cold plain run, one whose box was made ahead, one of the toolchain, and a plain one after it. */
static void use_sandbox(struct walk *walk)
{
	static const bool plain[] = {true, true, false, true};
	struct assay_sandbox_options options = {ASSAY_LEVEL_MINIMAL, walk->level};
	struct assay_sandbox *sandbox = NULL;
	struct assay_error err = {0};
	/* That there is none, or no run, and why, is an answer too. */
	if (assay_sandbox_open(&options, &sandbox, &err) != 0) {
		walk->internal_errors++;
		return;
	}
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		if (run_box(walk, sandbox, plain[i], &err) != 0)
			walk->internal_errors++;
	}
	assay_sandbox_close(sandbox);
}

static void on_alarm(int number)
{
	(void)number;
}

static uint64_t now_ns(void)
{
	struct timespec now = {0};
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* One failure; false: the walk is at its end, there was no such call. */
static bool step(struct walk *walk, uint32_t nth, int error)
{
	struct machine_state before;
	*walk->page = (struct fault_page){.nth = nth, .error = error, .failed = -1};
	walk->wrong[0] = '\0';
	walk->internal_errors = 0;
	look_at_machine(&before);
	uint64_t start = now_ns();
	alarm(SECONDS_MAX);
	use_sandbox(walk);
	const char *left = look_for_leavings(&before, walk->page, walk->folder);
	alarm(0);
	uint64_t took = now_ns() - start;
	if (left != NULL)
		complain(walk, left, "");
	if (walk->internal_errors > 1)
		complain(walk, "one fault cost more than one run", "");
	if (took > SLOW_NS || walk->wrong[0] != '\0')
		fprintf(stderr,
			"# call %u (number %d, of %d) of the launcher fails with %s: %s, %.1f s\n",
			nth, walk->page->failed, walk->page->thread, strerrorname_np(error),
			walk->wrong[0] == '\0' ? "closed" : walk->wrong, (double)took / 1e9);
	return walk->page->failed >= 0;
}

static void prepare(struct walk *walk)
{
	struct assay_error err = {0};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes bytes = {0};
	const char *build = getenv("ASSAY_BUILD"), *folder = getenv("TMPDIR");
	char path[4096];
	int page = memfd_create("faults", MFD_CLOEXEC);
	snprintf(path, sizeof path, "%s/tests/programs/acts", build == NULL ? "build" : build);
	snprintf(walk->folder, sizeof walk->folder, "%.4000s/faults.XXXXXX",
		folder == NULL ? "/tmp" : folder);
	if (page < 0 || ftruncate(page, sizeof *walk->page) != 0 || mkdtemp(walk->folder) == NULL ||
		chmod(walk->folder, 0755) != 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 ||
		assay_file_read(AT_FDCWD, path, 16u << 20, &bytes, &err) != 0 ||
		assay_memory_file("acts", bytes.data, bytes.size, &walk->program, &err) != 0) {
		fprintf(stderr, "walk: %s: %s\n", err.text, strerror(errno));
		exit(2);
	}
	walk->page = mmap(NULL, sizeof *walk->page, PROT_READ | PROT_WRITE, MAP_SHARED, page, 0);
	if (walk->page == MAP_FAILED)
		exit(2);
	snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)getpid(), page);
	setenv(FAULTS_VARIABLE, path, 1);
	setenv("TMPDIR", walk->folder, 1);
	/* Without SA_RESTART: it ends the wait for what does not end. */
	struct sigaction action = {.sa_handler = on_alarm};
	sigaction(SIGALRM, &action, NULL);
}

int main(int argc, char **argv)
{
	static const int errors[] = {EPERM, ENOMEM, EIO, EINTR, ENOSYS};
	struct walk walk = {.page = NULL};
	if (argc < 2 || assay_level_parse(argv[1], &walk.level, NULL) != 0)
		return 2;
	uint32_t stride = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 1;
	uint32_t nth = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 1;
	unsigned injected = 0, open = 0;
#ifndef __x86_64__
	puts("1..0 # SKIP the launcher makes its calls by the C library here");
	return 0;
#endif
	prepare(&walk);
	/* Nothing fails: then nothing may be wrong either. */
	step(&walk, 0, 0);
	uint32_t calls = walk.page->count;
	bool works = walk.wrong[0] == '\0' && walk.internal_errors == 0 && calls > 0;
	for (bool more = works; more && stride > 0 && nth > 0; nth += stride) {
		for (size_t i = 0; i < sizeof errors / sizeof errors[0] && more; i++) {
			more = step(&walk, nth, errors[i]);
			injected += more;
			open += walk.wrong[0] != '\0';
		}
	}
	rmdir(walk.folder);
	bool good = works && open == 0 && injected > 0;
	printf("%s 1 - level %s: %u calls, %u failures injected, %u not closed\n1..1\n",
		good ? "ok" : "not ok", argv[1], calls, injected, open);
	return good ? 0 : 1;
}
