/* allowed: exited(0), exited(1), signalled(25), forbidden-call(symlink), forbidden-call(link), forbidden-call(mknod), forbidden-call(mknodat) | class: trusted side follows | without: - | because: seccomp, openat2 and a nosymfollow mount each refuse it; output_hard_link shows the first two | box: compile | brings-out: nothing */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	if (symlink("/usr/lib/os-release", "out") != 0)
		_exit(1);
	_exit(0);
}
