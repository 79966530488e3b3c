/* allowed: signalled(25) | class: forged cause | without: - | because: the cause is decided by a pure function from evidence; test_sandbox_observe.c holds the table */
#include "../attack.h"
#include <signal.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	raise(SIGXFSZ);
	reached();
}
