/* allowed: forbidden-call(semget) | class: state across runs | without: seccomp,ipc-namespace */
#include "../pair.h"

#include <sys/ipc.h>
#include <sys/sem.h>

#define KEY 0x61737361

static void speak_once(void)
{
	int id = semget(KEY, 1, IPC_CREAT | 0600);
	struct sembuf up = {0, 1, IPC_NOWAIT};
	semop(id, &up, 1);
}

static bool hear_once(void)
{
	struct sembuf down = {0, -1, IPC_NOWAIT};
	int id = semget(KEY, 1, 0600);
	bool heard = id >= 0 && semop(id, &down, 1) == 0;
	if (heard)
		semctl(id, 0, IPC_RMID);
	return heard;
}
