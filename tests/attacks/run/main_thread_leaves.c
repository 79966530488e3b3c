/* allowed: cpu-limit | class: time evasion | without: cpu-clock,rlimits | box: threads | cpu-ms: 100 */
#include "../attack.h"

#include <pthread.h>
#include <time.h>

/* The first thread ends, which looks like the end of the program to who waits for it alone. */
static void *work(void *data)
{
	while (clock() < CLOCKS_PER_SEC)
		;
	reached();
	return data;
}

int main(void)
{
	pthread_t thread;
	pthread_create(&thread, NULL, work, NULL);
	syscall(SYS_exit, 0);
	held();
}
