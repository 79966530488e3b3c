/* allowed: forbidden-call(semget) | class: state across runs | without: seccomp */
#include "../attack.h"

/* System V semaphores outlive who made them. */
int main(void)
{
	reached_kernel(syscall(SYS_semget, 0x61737361, 1, 01600));
}
