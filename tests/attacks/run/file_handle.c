/* allowed: forbidden-call(name_to_handle_at) | class: other doors | without: seccomp */
#include "../attack.h"

/* A handle of a file, to be opened elsewhere. */
int main(void)
{
	int handle[64] = {128}, id;
	reached_kernel(syscall(SYS_name_to_handle_at, -100, "/", handle, &id, 0));
}
