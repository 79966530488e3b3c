/*
 * fork_bomb.c - every process forks as often as it can. The whole bomb is bounded, so that a broken
 * box fails a test and not the machine: at most PROCESSES in all, and none lives longer than its
 * alarm.
 */
#include <sys/mman.h>
#include <unistd.h>

#define PROCESSES     2000
#define ALARM_SECONDS 20

int main(void)
{
	int *count = mmap(
		NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (count == MAP_FAILED)
		return 1;
	for (;;) {
		/* Each child inherits none of its parent's alarm (fork(2)). */
		alarm(ALARM_SECONDS);
		if (__atomic_add_fetch(count, 1, __ATOMIC_RELAXED) > PROCESSES || fork() < 0)
			usleep(1000);
	}
}
