/* allowed: exited(0), forbidden-call(setsid) | class: leftovers | without: pid-namespace,cgroup,seccomp | box: compile | processes: 16 */
#include "../attack.h"
#include <sys/prctl.h>
#include <sys/wait.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	/* A grandchild in a session of its own; attack_main.c looks for it on the host afterwards.
	 */
	if (fork() == 0) {
		setsid();
		if (fork() == 0) {
			prctl(PR_SET_NAME, "assay-left-over");
			for (;;)
				(void)sleep(10);
		}
		_exit(0);
	}
	while (wait(NULL) > 0)
		continue;
	held();
}
