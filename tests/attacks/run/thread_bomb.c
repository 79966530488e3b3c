/* allowed: exited(0), wall-limit, cpu-limit, memory-limit | class: leftovers | without: - | because: as fork_bomb | box: threads | processes: 16 */
#include "../attack.h"
#include <pthread.h>

static void *wait_for_ever(void *unused)
{
	pause();
	return unused;
}

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	int made = 0;
	for (int i = 0; i < 400; i++) {
		pthread_t thread;
		made += pthread_create(&thread, NULL, wait_for_ever, NULL) == 0;
	}
	if (made > 64)
		reached();
	held();
}
