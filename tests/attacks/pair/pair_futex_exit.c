/* allowed: exited(0) | class: state across runs | without: program-copy | box: threads */
#define PAIR_ROUNDS 3
#include "../pair.h"

#include <linux/futex.h>
#include <pthread.h>

/*
 * When a thread ends, the kernel wakes in the shared form who waits at the address that it left
 * (set_tid_address(2)); the write before that fails on a page of the program's file, and the wake
 * does not care. No filter sees it.
 */
static const struct {
	int word[1024];
} page __attribute__((aligned(4096))) = {{0}};

static void *leave(void *data)
{
	syscall(SYS_set_tid_address, &page.word[16]);
	syscall(SYS_exit, 0);
	return data;
}

static void speak_once(void)
{
	const struct timespec pause = {.tv_nsec = 100000000L};
	pthread_t thread;
	nanosleep(&pause, NULL);
	pthread_create(&thread, NULL, leave, NULL);
	nanosleep(&pause, NULL);
}

static bool hear_once(void)
{
	const struct timespec limit = {.tv_nsec = 300000000L};
	return syscall(SYS_futex, &page.word[16], FUTEX_WAIT, 0, &limit, NULL, 0) == 0;
}
