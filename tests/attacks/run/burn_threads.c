/* allowed: cpu-limit | class: time evasion | without: cpu-clock,rlimits | box: threads | cpu-ms: 100 */
#include "../attack.h"
#include <pthread.h>
#include <time.h>

static void *burn(void *unused)
{
	struct timespec now = {0};
	do {
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	} while (now.tv_sec == 0 && now.tv_nsec < 600000000);
	return unused;
}

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	pthread_t threads[3];
	for (int i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, burn, NULL);
	burn(NULL);
	reached();
}
