/* allowed: forbidden-call(shmget) | class: state across runs | without: seccomp,ipc-namespace */
#include "../pair.h"

#include <sys/ipc.h>
#include <sys/shm.h>

#define KEY 0x61737361

static void speak_once(void)
{
	int id = shmget(KEY, 4096, IPC_CREAT | 0600);
	char *memory = shmat(id, NULL, 0);
	if (memory == (void *)-1)
		return;
	memory[0] = 'x';
	shmdt(memory);
}

static bool hear_once(void)
{
	int id = shmget(KEY, 4096, 0600);
	const char *memory = id < 0 ? (void *)-1 : shmat(id, NULL, 0);
	bool heard = memory != (void *)-1 && memory[0] == 'x';
	if (heard)
		shmctl(id, IPC_RMID, NULL);
	return heard;
}
