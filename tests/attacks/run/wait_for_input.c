/* allowed: exited(0) | class: time evasion | without: - | because: an input channel always ends */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	char byte;
	while (read(STDIN_FILENO, &byte, 1) > 0)
		continue;
	held();
}
