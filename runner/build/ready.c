/*
 * ready.c - owns the early taking of what every build needs. Makes nothing by itself.
 */
#include "ready.h"

#include <stdlib.h>

#include "languages.h"

void assay_build_ready_release(struct assay_build_ready *ready)
{
	assay_toolchain_release(&ready->toolchain);
	assay_prelink_release(&ready->prelink);
	*ready = (struct assay_build_ready){0};
}

bool assay_build_ready_fill(struct assay_sandbox *sandbox,
	const struct assay_build_language *language, int cancel_fd,
	struct assay_build_ready *ret_ready)
{
	struct assay_build_ready ready = {0};
	if (!assay_toolchain_load(sandbox, language, cancel_fd, &ready.toolchain))
		return false;
	ready.prelinked = assay_prelink_load(sandbox, language, cancel_fd, &ready.prelink);
	*ret_ready = ready;
	return true;
}

struct assay_build_ready *assay_build_ready_load(void)
{
	struct assay_build_ready *ready = calloc(1, sizeof *ready);
	if (ready == NULL)
		return NULL;
	if (assay_build_ready_fill(NULL, assay_build_language_find("c"), -1, ready) &&
		ready->prelinked)
		return ready;
	assay_build_ready_free(ready);
	return NULL;
}

void assay_build_ready_free(struct assay_build_ready *ready)
{
	if (ready == NULL)
		return;
	assay_build_ready_release(ready);
	free(ready);
}
