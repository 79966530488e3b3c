/* allowed: exited(0), memory-limit, wall-limit, cpu-limit | class: leftovers | without: - | because: without the pids limit it would take the machine with it | box: compile | processes: 16 */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	int children = 0;
	for (int i = 0; i < 4000; i++) {
		pid_t child = fork();
		if (child == 0) {
			for (int j = 0; j < 100; j++)
				(void)fork();
			(void)sleep(10);
		}
		if (child > 0)
			children++;
	}
	if (children > 64)
		reached();
	held();
}
