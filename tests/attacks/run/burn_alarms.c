/* allowed: cpu-limit | class: time evasion | without: cpu-clock,rlimits | cpu-ms: 100 */
#include "../attack.h"

#include <signal.h>
#include <sys/time.h>
#include <time.h>

static void note(int number)
{
	(void)number;
}

/* Spends its time in the kernel, in the handling of its own alarms. */
int main(void)
{
	const struct itimerval often = {{0, 20}, {0, 20}};
	signal(SIGALRM, note);
	setitimer(ITIMER_REAL, &often, NULL);
	while (clock() < CLOCKS_PER_SEC)
		;
	reached();
}
