/* allowed: forbidden-call(request_key) | class: state across runs | without: seccomp */
#include "../attack.h"

/* A key, or a helper of the host that is asked for one. */
int main(void)
{
	reached_kernel(syscall(SYS_request_key, "user", "assay-attack", NULL, 0));
}
