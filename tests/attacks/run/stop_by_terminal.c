/* allowed: exited(0), wall-limit | class: time evasion | without: - | because: a stopped process does nothing; what is shown is that it is seen and ended */
#include "../attack.h"

#include <signal.h>

/* The stops of a terminal, of which there is none. */
int main(void)
{
	raise(SIGTSTP);
	raise(SIGTTIN);
	raise(SIGTTOU);
	held();
}
