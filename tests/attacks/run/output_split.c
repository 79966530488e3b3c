/* allowed: output-limit | class: output | without: output-counter | aim: exited(0) */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	/* Each channel stays small; together they are too much. */
	static char block[40000];
	for (int i = 0; i < 4; i++) {
		if (write(STDERR_FILENO, block, sizeof block / 2) < 0 ||
			write(STDOUT_FILENO, block, sizeof block / 2) < 0)
			held();
	}
	reached();
}
