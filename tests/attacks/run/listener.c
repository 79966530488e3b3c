/* allowed: forbidden-call(seccomp) | class: other doors | without: seccomp */
#include "../attack.h"

/* A filter whose listener is its own, so that its words are taken for the supervisor's. */
int main(void)
{
	struct {
		unsigned short length;
		void *code;
	} program = {0, NULL};
	reached_kernel(syscall(SYS_seccomp, 1, 8, &program));
}
