/* allowed: forbidden-call(process_vm_writev) | class: neighbours | without: seccomp */
#include "../attack.h"

#include <sys/uio.h>

/* Writes into the process that started it. */
int main(void)
{
	char byte = 0;
	struct iovec part = {&byte, 1};
	reached_kernel(syscall(SYS_process_vm_writev, getppid(), &part, 1, &part, 1, 0));
}
