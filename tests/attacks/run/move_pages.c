/* allowed: forbidden-call(move_pages) | class: neighbours | without: seccomp */
#include "../attack.h"

/* Asks where the pages of another process lie. */
int main(void)
{
	reached_kernel(syscall(SYS_move_pages, getppid(), 0, NULL, NULL, NULL, 0));
}
