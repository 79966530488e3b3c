/*
 * trial.c - owns what the launcher does when it is itself the program in a box, for probing: acts
 * that a good box ends in a known way. Bounded, so that a bad box does no harm.
 */
#include "launcher.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* More than the probe's memory limit, less than any host's memory. */
#define TRIAL_BYTES (UINT64_C(96) << 20)
#define PAGE_BYTES  4096

static int touch_memory(void)
{
	volatile char *memory =
		mmap(NULL, TRIAL_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return ASSAY_TRIAL_REFUSED;
	for (uint64_t at = 0; at < TRIAL_BYTES; at += PAGE_BYTES)
		memory[at] = 1;
	return ASSAY_TRIAL_DONE;
}

static int open_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? ASSAY_TRIAL_DONE : ASSAY_TRIAL_REFUSED;
}

static const struct {
	const char *name;
	int (*run)(void);
} trials[] = {
	{ASSAY_TRIAL_MEMORY, touch_memory},
	{ASSAY_TRIAL_CALL, open_socket},
};

int assay_trial_run(const char *name)
{
	for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++) {
		if (strcmp(trials[i].name, name) == 0)
			return trials[i].run();
	}
	return ASSAY_TRIAL_UNKNOWN;
}
