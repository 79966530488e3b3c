/* allowed: forbidden-call(mprotect) | class: other doors | without: seccomp */
#include "../attack.h"

#include <sys/mman.h>

/* Memory that becomes executable after it was written. */
int main(void)
{
	static char page[4096] __attribute__((aligned(4096)));
	reached_kernel(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}
