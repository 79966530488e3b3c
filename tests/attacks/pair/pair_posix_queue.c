/* allowed: forbidden-call(mq_open), forbidden-call(mq_timedreceive) | class: state across runs | without: seccomp,ipc-namespace,rlimits,landlock */
#include "../pair.h"

#include <fcntl.h>
#include <mqueue.h>

static void speak_once(void)
{
	struct mq_attr attributes = {.mq_maxmsg = 2, .mq_msgsize = 1};
	mqd_t queue = mq_open("/assay-attack", O_CREAT | O_WRONLY | O_NONBLOCK, 0600, &attributes);
	mq_send(queue, "x", 1, 0);
	mq_close(queue);
}

static bool hear_once(void)
{
	char byte;
	mqd_t queue = mq_open("/assay-attack", O_RDONLY | O_NONBLOCK);
	bool heard = queue >= 0 && mq_receive(queue, &byte, 1, NULL) == 1;
	if (heard)
		mq_unlink("/assay-attack");
	return heard;
}
