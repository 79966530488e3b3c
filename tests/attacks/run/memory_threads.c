/* allowed: memory-limit, exited(0)@below-full, signalled(11)@below-full | class: memory evasion | without: cgroup,rlimits | box: threads */
#include "../attack.h"

#include <pthread.h>

#define BYTES (12u << 20)

/* Each thread stays below the limit, together they do not. */
static void *touch(void *data)
{
	char *memory = malloc(BYTES);
	if (memory == NULL)
		held();
	memset(memory, 1, BYTES);
	return memory != data ? memory : NULL;
}

int main(void)
{
	pthread_t threads[6];
	for (int i = 0; i < 6; i++) {
		if (pthread_create(&threads[i], NULL, touch, NULL) != 0)
			held();
	}
	for (int i = 0; i < 6; i++)
		pthread_join(threads[i], NULL);
	reached();
}
