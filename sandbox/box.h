/*
 * box.h - what the files of the library share. Not installed.
 */
#ifndef ASSAY_SANDBOX_BOX_H
#define ASSAY_SANDBOX_BOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <assay/sandbox.h>

#include "request.h"

/* level.c */
const char *assay_step_name(enum assay_step step);
/* The level that these layers make. */
enum assay_level assay_level_of(uint32_t layers);

/* remedy.c: what to do about a reason of the launcher; NULL: cgroup_remedy.c knows. `root` stands
 * before every path; "" usually. */
const char *assay_remedy_find(const char *root, enum assay_reason reason, const char *why);

/* place.c: where cgroups can be made. `root` stands before every path; "" usually. */
void assay_place_find(const char *root, struct assay_wire_open *ret_request);

/* cgroup_remedy.c: what to do where the groups of `version` (0: none was found) failed so. */
const char *assay_cgroup_remedy(int version, int errno_value, bool root, bool systemd);

/* launch.c */
struct assay_launcher {
	int socket;
	pid_t pid; /* the janitor; 0: none runs */
	struct assay_wire_hello hello;
};
/* The launcher's program as a sealed memory file. */
int assay_launcher_program(int *ret_fd, struct assay_error *err);
int assay_launcher_start(
	struct assay_launcher *launcher, enum assay_level maximum, struct assay_error *err);
/* False when it has not been started or has ended. */
bool assay_launcher_alive(const struct assay_launcher *launcher);
/* Ends it and everything that it runs. A zeroed one is allowed. */
void assay_launcher_stop(struct assay_launcher *launcher);
int assay_launcher_send(const struct assay_launcher *launcher, const void *data, size_t size,
	const int *fds, size_t count, struct assay_error *err);

/* pack.c: a box as a request, with the descriptors that go along. */
struct assay_pack {
	struct assay_wire_run *run;
	size_t size;
	int fds[ASSAY_WIRE_FDS_MAX]; /* borrowed or in `owned` */
	size_t fd_count;
	int owned[ASSAY_WIRE_FDS_MAX]; /* closed by release */
	size_t owned_count;
	int ours[ASSAY_CHANNELS_MAX];       /* our ends of the channels; -1 */
	int outputs[ASSAY_BOX_OUTPUTS_MAX]; /* memory files for the outputs; -1 */
	char scratch[512];                  /* level minimal: path of the scratch folder, or "" */
};
int assay_box_check(const struct assay_box *box, struct assay_error *err);
int assay_pack_make(struct assay_pack *pack, const struct assay_box *box,
	const struct assay_wire_hello *hello, struct assay_error *err);
/* Closes what went to the launcher. */
void assay_pack_sent(struct assay_pack *pack);
void assay_pack_release(struct assay_pack *pack);

/* folder.c: a scratch folder where there is no mount namespace; held until *ret_fd and its copies
 * are closed. Removes those that killed runners left. */
int assay_folder_make(
	char *ret_path, size_t size, bool privileged, int *ret_fd, struct assay_error *err);
/* Removes it with what is in it, following nothing. */
void assay_folder_remove(const char *path);

/* feed.c: what has been read ahead from the source of one input channel. */
struct assay_feed {
	size_t at, size; /* of `block`: what has not been written yet */
	char block[4096];
};
bool assay_channel_is_input(const struct assay_channel *channel);
/* Reads from the source, which poll(2) says is ready; *ret_ended at its end. */
int assay_feed_fill(
	struct assay_feed *feed, int source_fd, bool *ret_ended, struct assay_error *err);
/* Writes to the program; false when it does not read any more. */
bool assay_feed_write(struct assay_feed *feed, int to);

/* copy.c: a sandbox's own copy of a program's memory file. Zeroed: there is none. */
struct assay_copy {
	bool made;
	int fd; /* the copy, sealed */
	int of; /* what it is a copy of, held */
};
/* The copy of this file, made if need be; it stays the copy's. */
int assay_copy_of(struct assay_copy *copy, int program, int *ret_fd, struct assay_error *err);
void assay_copy_release(struct assay_copy *copy);

/* pump.c */
struct assay_pump {
	const struct assay_box *box;
	struct assay_feed *feeds;    /* by channel; NULL when no channel has a source */
	struct assay_bytes *outputs; /* by channel */
	int *ours;                   /* closed as they end */
	size_t written[ASSAY_CHANNELS_MAX];
	size_t counted[ASSAY_CHANNELS_MAX];
	const struct assay_launcher *launcher;
	uint64_t deadline_ns;
	uint64_t output_bytes;
	bool output_reached, cancelled;
	bool replied;
	int status; /* of a source or of who takes an output; `err` says what */
	struct assay_error *err;
	struct assay_wire_reply reply;
};
/* Moves bytes until the launcher has answered and every output has ended. 0 with `replied` false:
 * the launcher died or the deadline passed. */
int assay_pump_run(struct assay_pump *pump, struct assay_error *err);

/* observe.c: pure. What the launcher and the pump found, as an observation. */
struct assay_evidence {
	const struct assay_wire_reply *reply; /* NULL: the launcher died */
	bool output_reached;
	uint64_t cpu_limit_ns, memory_limit_bytes;
	uint64_t called_ns;
	bool notify;  /* refused calls are named */
	bool foreign; /* the program's file is the caller's, so what is wrong with it is too */
};
void assay_observe(
	const struct assay_evidence *evidence, struct assay_observation *ret_observation);

#endif
