/* allowed: cpu-limit | class: time evasion | without: cpu-clock,rlimits | cpu-ms: 100 */
#include "../attack.h"
#include <time.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	struct timespec now = {0};
	do {
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	} while (now.tv_sec == 0 && now.tv_nsec < 600000000);
	reached();
}
