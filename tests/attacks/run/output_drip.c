/* allowed: output-limit | class: output | without: output-counter | aim: exited(0) */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	for (int i = 0; i < 70000; i++) {
		if (write(STDERR_FILENO, "x", 1) < 0)
			held();
	}
	reached();
}
