/* allowed: forbidden-call(msgget) | class: state across runs | without: seccomp */
#include "../attack.h"

/* System V messages outlive who sent them. */
int main(void)
{
	reached_kernel(syscall(SYS_msgget, 0x61737361, 01600));
}
