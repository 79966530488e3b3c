/* allowed: exited(0), memory-limit, signalled(25) | class: memory evasion | without: - | because: it would fill the host | box: compile */
#include "../attack.h"
#include <fcntl.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	static char block[1 << 20];
	int fd = open("fill", O_CREAT | O_WRONLY, 0600);
	for (int i = 0; i < 256; i++) {
		if (write(fd, block, sizeof block) != sizeof block)
			held();
	}
	reached();
}
