/* allowed: exited(0), exited(1), signalled(25), forbidden-call(symlink), forbidden-call(link), forbidden-call(mknod), forbidden-call(mknodat) | class: trusted side follows | without: seccomp,outputs | box: compile | brings-out: nothing */
#include "../attack.h"
#include <fcntl.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	int fd = open("inner", O_CREAT | O_WRONLY, 0600);
	if (fd < 0 || write(fd, "x", 1) != 1 || link("inner", "out") != 0)
		_exit(1);
	_exit(0);
}
