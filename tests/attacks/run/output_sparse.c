/* allowed: exited(0), exited(1), signalled(25), forbidden-call(mknod), forbidden-call(mknodat) | class: trusted side follows | without: - | because: the size limit is a number; what is shown is that nothing comes out | box: compile */
#include "../attack.h"
#include <fcntl.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	int fd = open("out", O_CREAT | O_WRONLY, 0600);
	if (fd < 0 || ftruncate(fd, 1L << 30) != 0)
		_exit(1);
	_exit(0);
}
