/* allowed: exited(0) | class: state across runs | without: root,landlock | box: compile */
#include "../pair.h"

#include <fcntl.h>
#include <sys/stat.h>

static const char *const names[] = {"/tmp/assay-attack", "/var/tmp/assay-attack",
	"/dev/shm/assay-attack", "/run/lock/assay-attack"};

static void speak_once(void)
{
	for (int i = 0; i < 4; i++)
		close(open(names[i], O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
}

static bool hear_once(void)
{
	bool heard = false;
	for (int i = 0; i < 4; i++)
		heard = heard || access(names[i], F_OK) == 0;
	for (int i = 0; i < 4 && heard; i++)
		unlink(names[i]);
	return heard;
}
