/* allowed: exited(0), forbidden-call(clone3) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	/* clone3 hides its flags in memory that a filter cannot read; ENOSYS sends libc to clone.
	 */
	uint64_t arguments[8] = {0x10000000, 0, 0, 0, 17};
	long child = syscall(SYS_clone3, arguments, sizeof arguments);
	if (child == 0)
		_exit(0);
	reached_kernel(child);
}
