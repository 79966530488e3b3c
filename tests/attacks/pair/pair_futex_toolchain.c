/* allowed: exited(0) | class: state across runs | without: seccomp | box: compile */
#define PAIR_ROUNDS 3
#include "../pair.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>

/* A file of the toolchain is the same in every box that compiles; it is spoken to as in
 * pair_futex_robust. */
static int *find_zero(void)
{
	int fd = open("/usr/bin/gcc", O_RDONLY | O_CLOEXEC);
	int *words = mmap(NULL, 65536, PROT_READ, MAP_SHARED, fd, 0);
	if (words == MAP_FAILED)
		held();
	for (int i = 0; i < 16384; i++) {
		if (words[i] == 0)
			return &words[i];
	}
	held();
}

static void speak_once(void)
{
	static struct robust_list_head head;
	const struct timespec pause = {.tv_nsec = 150000000L};
	void *word = find_zero();
	nanosleep(&pause, NULL);
	head.list.next = &head.list;
	head.list_op_pending = word;
	if (syscall(SYS_set_robust_list, &head, sizeof head) == 0)
		held();
}

static bool hear_once(void)
{
	const struct timespec limit = {.tv_nsec = 400000000L};
	return syscall(SYS_futex, find_zero(), FUTEX_WAIT, 0, &limit, NULL, 0) == 0;
}
