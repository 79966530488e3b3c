/*
 * elf.h - what the header of a program's file says. Private to the library.
 */
#ifndef ASSAY_SANDBOX_ELF_H
#define ASSAY_SANDBOX_ELF_H

#include <stddef.h>

#include <assay/error.h>
#include <assay/sandbox.h>

/* USAGE when the bytes are no program of this machine; the message begins with `name`. */
int assay_elf_kind(const void *data, size_t size, const char *name,
	enum assay_program_kind *ret_kind, struct assay_error *err);

#endif
