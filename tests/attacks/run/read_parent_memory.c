/* allowed: forbidden-call(process_vm_readv) | class: other doors | without: seccomp */
#include "../attack.h"
#include <sys/uio.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	char byte;
	struct iovec local = {&byte, 1}, remote = {(void *)0x400000, 1};
	reached_kernel(syscall(SYS_process_vm_readv, getppid(), &local, 1L, &remote, 1L, 0L));
}
