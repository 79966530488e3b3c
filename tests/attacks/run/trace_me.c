/* allowed: forbidden-call(ptrace) | class: neighbours | without: seccomp */
#include "../attack.h"

#include <sys/ptrace.h>

/* Makes the parent its tracer, so that signals stop it first. */
int main(void)
{
	reached_kernel(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}
