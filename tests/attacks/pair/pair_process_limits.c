/* allowed: forbidden-call(prlimit64), exited(0) | class: state across runs | without: seccomp,pid-namespace,rlimits */
#include "../pair.h"

#include <sys/resource.h>

#define SIGN 12345678

/* A limit that the speaker sets for itself is read by whoever knows its number. */
static void speak_once(void)
{
	const struct rlimit sign = {SIGN, RLIM_INFINITY};
	setrlimit(RLIMIT_CPU, &sign);
}

static bool hear_once(void)
{
	for (int pid = getpid() - 200; pid < getpid() + 200; pid++) {
		struct rlimit limit = {0};
		if (pid > 1 && pid != getpid() &&
			prlimit((pid_t)pid, RLIMIT_CPU, NULL, &limit) == 0 &&
			limit.rlim_cur == SIGN)
			return true;
	}
	return false;
}
