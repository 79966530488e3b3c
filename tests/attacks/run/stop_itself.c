/* allowed: wall-limit, forbidden-call(kill), forbidden-call(tgkill) | class: time evasion | without: - | because: a stopped process does nothing; what is shown is that it is seen and ended */
#include "../attack.h"
#include <signal.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	raise(SIGSTOP);
	reached();
}
