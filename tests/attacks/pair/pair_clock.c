/* allowed: exited(0), cpu-limit | class: state across runs | without: seccomp,pid-namespace */
#define PAIR_ROUNDS   8
#define PAIR_ROUND_MS 60
#include "../pair.h"

/* The speaker works, and the hearer reads how long the processes near itself have. */
static void speak_once(void)
{
	while (clock() < CLOCKS_PER_SEC / 8)
		;
}

static bool hear_once(void)
{
	for (int pid = getpid() - 200; pid < getpid() + 200; pid++) {
		struct timespec used;
		clockid_t id = (clockid_t)((~(unsigned)pid << 3) | 2u);
		if (pid > 1 && pid != getpid() && syscall(SYS_clock_gettime, id, &used) == 0 &&
			used.tv_nsec > 100000000 && used.tv_nsec < 200000000)
			return true;
	}
	return false;
}
