/* allowed: exited(0), signalled(11) | class: other doors | without: - | because: the page has three calls, all of them allowed; what is shown is that there is no fourth */
#include "../attack.h"

/* The fixed page of old: a fourth slot, and the middle of an instruction. */
int main(void)
{
	long (*call)(void *) = (long (*)(void *))0xffffffffff600c00;
	if (call(NULL) >= 0)
		reached();
	held();
}
