/* allowed: exited(0), exited(1), signalled(25), forbidden-call(symlink), forbidden-call(link), forbidden-call(mknod), forbidden-call(mknodat) | class: trusted side follows | without: - | because: opening a fifo would block the one who follows; what is shown is that nothing comes out | box: compile | brings-out: nothing */
#include "../attack.h"
#include <sys/stat.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	if (mkfifo("out", 0600) != 0)
		_exit(1);
	_exit(0);
}
