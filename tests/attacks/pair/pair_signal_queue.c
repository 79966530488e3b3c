/* allowed: exited(0) | class: state across runs | without: rlimits */
#include "../pair.h"

#include <signal.h>

/*
 * Signals that wait in a queue are counted together for all processes of a user. The speaker sends
 * itself as many as it can and keeps them; the hearer finds that it may have none. Without a limit
 * of our own this also takes the queue from the user's other programs.
 */
static int fill(int most)
{
	sigset_t all;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	int sent = 0;
	while (sent < most && syscall(SYS_tgkill, getpid(), getpid(), SIGRTMIN + 1) == 0)
		sent++;
	return sent;
}

static void speak_once(void)
{
	static int round;
	if (round++ >= PAIR_ROUNDS / 4)
		fill(200000);
}

static bool hear_once(void)
{
	static bool had, lacked;
	if (fill(1) == 1)
		had = true;
	else
		lacked = true;
	return had && lacked;
}
