/* allowed: forbidden-call(futex), exited(0) | class: state across runs | without: seccomp */
#define PAIR_ROUNDS 3
#include "../pair.h"

#include <linux/futex.h>

/*
 * The pages of the program's file are the same pages in every box that runs it. Who ends with a
 * robust list whose pending entry lies there makes the kernel wake, in the shared form and without
 * a system call that a filter could see, one waiter on that page (handle_futex_death()).
 */
static const struct {
	int word[1024];
} page __attribute__((aligned(4096))) = {{0}};

static void speak_once(void)
{
	static struct robust_list_head head;
	const struct timespec pause = {.tv_nsec = 150000000L};
	nanosleep(&pause, NULL);
	union {
		const int *from;
		struct robust_list *to;
	} word = {.from = &page.word[16]};
	head.list.next = &head.list;
	head.list_op_pending = word.to;
	if (syscall(SYS_set_robust_list, &head, sizeof head) == 0)
		held(); /* the kernel speaks now */
}

static bool hear_once(void)
{
	const struct timespec limit = {.tv_nsec = 400000000L};
	return syscall(SYS_futex, &page.word[16], FUTEX_WAIT, 0, &limit, NULL, 0) == 0;
}
