/* allowed: exited(0) | class: the judge's own channel | without: descriptors */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	/* Anything open besides the three standard ones is a door to somebody. */
	for (int fd = 3; fd < 1024; fd++) {
		char byte;
		if (read(fd, &byte, 0) == 0 || errno != EBADF)
			reached();
		if (write(fd, &byte, 0) == 0 || errno != EBADF)
			reached();
	}
	held();
}
