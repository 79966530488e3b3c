/*
 * owner.h - who holds a lease: a process of a machine, named so that neither a reused process
 * number nor another container is taken for it.
 */
#ifndef ASSAY_RUNNER_STORE_OWNER_H
#define ASSAY_RUNNER_STORE_OWNER_H

#include <stdbool.h>

/* "PID START BOOT NAMESPACE HOST": process number and start in clock ticks since boot
 * (proc_pid_stat(5)), the kernel's boot id, the pid namespace, the host's name. */
#define ASSAY_OWNER_SIZE 256

/* This process. What cannot be read is written `-`. */
void assay_owner_self(char ret_owner[ASSAY_OWNER_SIZE]);

/*
 * Whether `owner` is known to be gone, seen from the process `self`: its host has been started
 * anew, or it was in our pid namespace and is no more. False when that cannot be told.
 */
bool assay_owner_gone(const char *owner, const char *self);

#endif
