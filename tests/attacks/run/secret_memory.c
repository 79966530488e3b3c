/* allowed: forbidden-call(memfd_secret) | class: memory evasion | without: seccomp */
#include "../attack.h"

/* Memory that even the kernel does not see. */
int main(void)
{
	reached_kernel(syscall(SYS_memfd_secret, 0));
}
