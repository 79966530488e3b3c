/* allowed: forbidden-call(futex) | class: state across runs | without: seccomp */
#include "../pair.h"

#include <linux/futex.h>

/* The pages of the program's file are the same pages in every box that runs it. */
static const struct {
	int word[1024];
} page __attribute__((aligned(4096))) = {{0}};

static void speak_once(void)
{
	syscall(SYS_futex, &page.word[16], FUTEX_WAKE, 1, NULL, NULL, 0);
}

static bool hear_once(void)
{
	const struct timespec limit = {.tv_nsec = 100000000L};
	return syscall(SYS_futex, &page.word[16], FUTEX_WAIT, 0, &limit, NULL, 0) == 0;
}
