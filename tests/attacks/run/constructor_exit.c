/* allowed: exited(0) | class: exit means pass | without: - | because: a clean exit is no pass; the judge wants every answer (submissions exits_early.c) */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	reached();
}

__attribute__((constructor)) static void leave(void)
{
	_exit(0);
}
