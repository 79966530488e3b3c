/*
 * cancel.h - Ctrl-C and its kin as a descriptor that can be polled.
 */
#ifndef ASSAY_RUNNER_CLI_CANCEL_H
#define ASSAY_RUNNER_CLI_CANCEL_H

#include <stdbool.h>

#include <assay/error.h>

/*
 * Blocks SIGINT, SIGTERM and, unless it is ignored as nohup(1) has it, SIGHUP in this thread and
 * those it starts later, and returns a descriptor that is readable, for good, once one has come.
 * To be called before any thread or process is started.
 */
int assay_cancel_open(int *ret_fd, struct assay_error *err);
/* True once a signal has come; does not take it. */
bool assay_cancel_came(int cancel_fd);

#endif
