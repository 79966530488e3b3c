/* allowed: exited(0), forbidden-call(kill) | class: neighbours | without: - | because: the kernel shields pid 1 and other users; what is shown is that it does */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	if (syscall(SYS_kill, getppid(), 9) == 0)
		reached();
	held();
}
