/*
 * filter.h - from a profile's table to BPF. Private to the library.
 */
#ifndef ASSAY_SANDBOX_FILTER_H
#define ASSAY_SANDBOX_FILTER_H

#include <stdbool.h>

#include <assay/error.h>

#include "profile.h"
#include "request.h"

/* Fills kind, notify, length and code. `notify`: refused calls ask the supervisor, else they kill
 * the process. `pid_namespace`: the box has one of its own. */
int assay_filter_compile(const struct assay_profile *profile, bool notify, bool pid_namespace,
	struct assay_wire_filter *ret_filter, struct assay_error *err);

/* "socket", or "syscall 462" when the number has no name. */
void assay_filter_call_name(int number, char *ret_name, size_t size);

#endif
