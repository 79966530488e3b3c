/* allowed: forbidden-call(epoll_create1) | class: other doors | without: seccomp */
#include "../attack.h"

/* Descriptors that watch descriptors. */
int main(void)
{
	reached_kernel(syscall(SYS_epoll_create1, 0));
}
