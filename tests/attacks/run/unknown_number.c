/* allowed: forbidden-call(syscall 999) | class: other doors | without: - | because: no kernel has it; an allow-list is told by its refusal */
#include "../attack.h"

/* A call that does not exist must not be let through: a later kernel has it. */
int main(void)
{
	reached_kernel(syscall(999));
}
