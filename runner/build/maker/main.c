/*
 * main.c - the maker: a program of its own that does the steps of one build inside the compiler's
 * box: each source through the compiler into the assembler by a pipe, then a link. It decides
 * nothing, names no file and knows no option: every word of every command is handed to it.
 *
 *   maker { =compile CC1 ARG... =assemble AS ARG... }... =link LD ARG... =otherwise GCC ARG...
 *
 * Messages go to descriptor 2 as they come, but those of =link: where that fails, =otherwise is
 * executed in our place and has the last word. A program that =link made gets the headers of the
 * library's segments (maker.h). As gcc does, every source is compiled even where one
 * before it was wrong, and nothing is linked then.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../maker.h"

/* The library has fewer segments. */
#define HEADERS_MAX 16

enum {
	DONE = 0,
	WRONG = 1, /* the sources are */
};

/* The worse of two outcomes. */
static int worse(int a, int b)
{
	return a > b ? a : b;
}

/* Compiler, assembler and linker end with 1 where the source is wrong. Anything else (a signal, an
 * internal error) is for gcc itself to tell. */
static int wait_for(pid_t pid)
{
	int status;
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return ASSAY_MAKER_UNUSUAL;
	}
	if (!WIFEXITED(status))
		return ASSAY_MAKER_UNUSUAL;
	return WEXITSTATUS(status) <= WRONG ? WEXITSTATUS(status) : ASSAY_MAKER_UNUSUAL;
}

/* Starts argv with `from` (unless -1) as its descriptor `to`. */
static pid_t start(char **argv, int from, int to)
{
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;
	if (posix_spawn_file_actions_init(&actions) != 0)
		return -1;
	bool ready = from < 0 || posix_spawn_file_actions_adddup2(&actions, from, to) == 0;
	if (!ready || posix_spawn(&pid, argv[0], &actions, NULL, argv, environ) != 0)
		pid = -1;
	posix_spawn_file_actions_destroy(&actions);
	return pid;
}

/* A compiler and an assembler under way; -1: not started. */
struct pair {
	pid_t compiler, assembler;
};

static struct pair start_pair(char **compiler, char **assembler)
{
	struct pair pair = {-1, -1};
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return pair;
	pair.compiler = start(compiler, ends[1], 1);
	pair.assembler = start(assembler, ends[0], 0);
	close(ends[0]);
	close(ends[1]);
	return pair;
}

/*
 * Adds the headers of the library's segments to the program's own, behind them in its first page,
 * where the link leaves room. Their bytes are put behind the program outside the box; so it must end
 * before them.
 */
static bool add_headers(void)
{
	unsigned char page[4096];
	Elf64_Phdr added[HEADERS_MAX];
	Elf64_Ehdr head;
	struct stat status;
	int from = open(ASSAY_MAKER_HEADERS, O_RDONLY | O_CLOEXEC);
	int to = open(ASSAY_MAKER_OUTPUT, O_RDWR | O_CLOEXEC);
	ssize_t size = from < 0 ? -1 : read(from, added, sizeof added);
	if (to < 0 || size <= 0 || size % (ssize_t)sizeof added[0] != 0 ||
		fstat(to, &status) != 0 || status.st_size > ASSAY_MAKER_BODY_AT ||
		pread(to, page, sizeof page, 0) != (ssize_t)sizeof page)
		return false;
	memcpy(&head, page, sizeof head);
	size_t end = head.e_phoff + (size_t)head.e_phnum * sizeof added[0];
	if (head.e_phoff != sizeof head || end + (size_t)size > sizeof page)
		return false;
	for (size_t i = end; i < end + (size_t)size; i++) {
		if (page[i] != 0)
			return false;
	}
	memcpy(&page[end], added, (size_t)size);
	head.e_phnum = (Elf64_Half)(head.e_phnum + (size_t)size / sizeof added[0]);
	memcpy(page, &head, sizeof head);
	close(from);
	return pwrite(to, page, sizeof page, 0) == (ssize_t)sizeof page && close(to) == 0;
}

static int wait_if(pid_t pid)
{
	return pid < 0 ? ASSAY_MAKER_UNUSUAL : wait_for(pid);
}

static pid_t start_link(char **linker)
{
	if (linker[0] == NULL)
		return -1;
	int log = open(ASSAY_MAKER_LOG, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	pid_t pid = log < 0 ? -1 : start(linker, log, 2);
	if (log >= 0)
		close(log);
	return pid;
}

/*
 * The last source, and the link. The assembler has read all when the compiler has closed the pipe;
 * what remains of the compiler then is its memory's end, which takes as long as a link: the link
 * begins meanwhile, and counts for nothing if the compiler failed after all.
 */
static int finish(struct pair last, int status, char **linker, bool *ret_linked)
{
	int assembled = wait_if(last.assembler);
	pid_t link = -1;
	if (status == DONE && assembled == DONE)
		link = start_link(linker);
	status = worse(worse(status, assembled), wait_if(last.compiler));
	*ret_linked = link > 0 && wait_for(link) == DONE && status == DONE && add_headers();
	return status;
}

/* The words after the next mark, which is cut off; NULL when that is not `mark`. */
static char **take(char **argv, size_t *at, size_t count, const char *mark)
{
	if (*at >= count || strcmp(argv[*at], mark) != 0)
		return NULL;
	argv[(*at)++] = NULL;
	char **words = &argv[*at];
	while (*at < count && argv[*at][0] != '=')
		(*at)++;
	return words;
}

int main(int argc, char **argv)
{
	size_t count = (size_t)argc;
	size_t at = 1;
	int status = DONE;
	char **sources[2 * ASSAY_MAKER_SOURCES_MAX];
	size_t source_count = 0;
	char **words;
	while (source_count + 1 < sizeof sources / sizeof sources[0] &&
		(words = take(argv, &at, count, "=compile")) != NULL) {
		sources[source_count++] = words;
		sources[source_count++] = take(argv, &at, count, "=assemble");
	}
	char **linker = take(argv, &at, count, "=link");
	char **otherwise = take(argv, &at, count, "=otherwise");
	if (at != count || linker == NULL || otherwise == NULL)
		return ASSAY_MAKER_UNUSUAL;
	if (source_count == 0)
		return ASSAY_MAKER_UNUSUAL;
	bool linked = false;
	for (size_t i = 0; i < source_count; i += 2) {
		if (sources[i + 1] == NULL)
			return ASSAY_MAKER_UNUSUAL;
		struct pair pair = start_pair(sources[i], sources[i + 1]);
		if (i + 2 == source_count) {
			status = finish(pair, status, linker, &linked);
		} else {
			status = worse(status, wait_if(pair.compiler));
			status = worse(status, wait_if(pair.assembler));
		}
	}
	if (linked)
		return DONE;
	unlink(ASSAY_MAKER_OUTPUT);
	if (status != DONE)
		return status;
	execve(otherwise[0], otherwise, environ);
	return ASSAY_MAKER_UNUSUAL;
}
