/*
 * tree.h - from rules by number to a filter in BPF. Private to the library.
 */
#ifndef ASSAY_SANDBOX_TREE_H
#define ASSAY_SANDBOX_TREE_H

#include <stddef.h>
#include <stdint.h>

#include <assay/error.h>

#include "profile.h"
#include "request.h"

/* A row of a profile's table with the call's number and what the filter returns. */
struct assay_tree_rule {
	uint32_t number;
	uint32_t action; /* a SECCOMP_RET_ value */
	const struct assay_rule *row;
};

struct assay_tree {
	uint32_t architecture; /* AUDIT_ARCH_ value; another one's calls kill the process */
	uint32_t fallback;     /* what is returned where no rule holds */
	const struct assay_tree_rule *rules;
	size_t count;
};

/*
 * Fills length and code. Of the rules of one call the first that holds decides. The code tells the
 * architecture first, kills x32 calls, and comes to each number by a tree. INTERNAL: the rules are
 * too many for one filter.
 */
int assay_tree_compile(const struct assay_tree *tree, struct assay_wire_filter *ret_filter,
	struct assay_error *err);

#endif
