/* allowed: output-limit | class: output | without: output-counter | aim: exited(0) */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	static char block[4096];
	memset(block, 'x', sizeof block);
	for (int i = 0; i < 512; i++) {
		if (write(STDERR_FILENO, block, sizeof block) < 0)
			held();
	}
	reached();
}
