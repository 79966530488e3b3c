/* allowed: forbidden-call(process_madvise) | class: neighbours | without: seccomp */
#include "../attack.h"

#include <sys/uio.h>

/* Pages another process out. */
int main(void)
{
	struct iovec part = {0};
	reached_kernel(syscall(SYS_process_madvise, 1, &part, 1, 21, 0));
}
