/* allowed: forbidden-call(msgget) | class: state across runs | without: seccomp,ipc-namespace */
#include "../pair.h"

#include <sys/ipc.h>
#include <sys/msg.h>

#define KEY 0x61737361

static void speak_once(void)
{
	const struct {
		long type;
		char text[1];
	} message = {1, {'x'}};
	int id = msgget(KEY, IPC_CREAT | 0600);
	msgsnd(id, &message, 1, IPC_NOWAIT);
}

static bool hear_once(void)
{
	struct {
		long type;
		char text[1];
	} message;
	int id = msgget(KEY, 0600);
	bool heard = id >= 0 && msgrcv(id, &message, 1, 0, IPC_NOWAIT) == 1;
	if (heard)
		msgctl(id, IPC_RMID, NULL);
	return heard;
}
