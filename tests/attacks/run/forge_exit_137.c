/* allowed: exited(137) | class: forged cause | without: - | because: as forge_kill */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	_exit(137);
}
