/* allowed: exited(0), forbidden-call(kill) | class: neighbours | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	/* Signal 0 to everybody but ourselves: who is there to be hit? */
	reached_kernel(syscall(SYS_kill, -1, 0));
}
