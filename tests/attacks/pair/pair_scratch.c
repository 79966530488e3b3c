/* allowed: exited(0) | class: state across runs | without: - | because: each run has a folder of its own, which no switch takes away; scratch_state tries the same in turn | box: compile */
#include "../pair.h"

#include <fcntl.h>
#include <stdio.h>

/* The scratch folder, and whatever lies beside it. */
static void speak_once(void)
{
	close(open("assay-attack", O_CREAT | O_WRONLY | O_CLOEXEC, 0666));
	close(open("../assay-attack", O_CREAT | O_WRONLY | O_CLOEXEC, 0666));
}

static bool hear_once(void)
{
	return access("assay-attack", F_OK) == 0 || access("../assay-attack", F_OK) == 0;
}
