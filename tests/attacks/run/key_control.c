/* allowed: forbidden-call(keyctl) | class: state across runs | without: seccomp */
#include "../attack.h"

/* The keyring of the session. */
int main(void)
{
	reached_kernel(syscall(SYS_keyctl, 0, -3, 0, 0, 0));
}
