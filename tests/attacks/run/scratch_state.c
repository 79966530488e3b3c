/* allowed: exited(0) | class: state across runs | without: - | because: without a mount namespace of its own the box has no root to enter | box: compile | runs: 2 */
#include "../attack.h"
#include <fcntl.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	if (access("left-behind", F_OK) == 0)
		reached();
	if (open("left-behind", O_CREAT | O_WRONLY, 0600) < 0)
		_exit(1);
	held();
}
