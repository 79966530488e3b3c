/* allowed: forbidden-call(mmap) | class: other doors | without: seccomp */
#include "../attack.h"

#include <sys/mman.h>

/* Memory that can be written and executed. */
int main(void)
{
	reached_kernel((long)mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}
