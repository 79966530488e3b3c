/* allowed: cpu-limit | class: time evasion | without: cpu-clock,rlimits | cpu-ms: 100 */
#include "../attack.h"
#include <signal.h>
#include <time.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	sigset_t all;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	for (int number = 1; number < 32; number++)
		signal(number, SIG_IGN);
	struct timespec now = {0};
	do {
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	} while (now.tv_sec == 0 && now.tv_nsec < 600000000);
	reached();
}
