/* allowed: forbidden-call(mq_open) | class: other doors | without: seccomp */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	reached_kernel(syscall(SYS_mq_open, "assay-attack", 0102, 0600, 0));
}
