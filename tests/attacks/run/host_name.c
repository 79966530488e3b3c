/* allowed: forbidden-call(sethostname) | class: state across runs | without: seccomp */
#include "../attack.h"

/* The name of the host is seen by whoever shares the namespace. */
int main(void)
{
	reached_kernel(syscall(SYS_sethostname, "assay-attack", 12));
}
