/*
 * daemon.c - leaves its parent by a double fork and a session of its own, and lives on for a while.
 * The first process ends at once with status 5.
 */
#include <unistd.h>

int main(void)
{
	if (fork() == 0) {
		setsid();
		if (fork() == 0) {
			for (int i = 0; i < 60; i++)
				sleep(1);
		}
		_exit(0);
	}
	return 5;
}
