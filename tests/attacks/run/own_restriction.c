/* allowed: forbidden-call(landlock_create_ruleset) | class: other doors | without: seccomp */
#include "../attack.h"

/* A restriction of its own, on top of ours. */
int main(void)
{
	reached_kernel(syscall(SYS_landlock_create_ruleset, NULL, 0, 1));
}
