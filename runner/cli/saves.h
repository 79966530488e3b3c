/*
 * saves.h - waits until a file that the candidate may edit has been saved.
 */
#ifndef ASSAY_RUNNER_CLI_SAVES_H
#define ASSAY_RUNNER_CLI_SAVES_H

#include <stdbool.h>

#include <assay/challenge.h>
#include <assay/error.h>

struct assay_saves {
	int fd;
	size_t count;
	struct {
		int watch;
		const char *name; /* the file's last part; borrowed from the challenge */
	} files[ASSAY_FILES_MAX];
};

/* Watches the editable files of the challenge beneath `directory`. */
int assay_saves_open(const struct assay_challenge *challenge, const char *directory,
	struct assay_saves *ret_saves, struct assay_error *err);
void assay_saves_close(struct assay_saves *saves);

/* Waits for a save, then until saving has come to rest. ASSAY_ERR_CANCELLED when cancel_fd becomes
 * readable; NOT_FOUND when the folder is gone. */
int assay_saves_wait(struct assay_saves *saves, int cancel_fd, struct assay_error *err);

#endif
