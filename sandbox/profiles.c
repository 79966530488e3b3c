/*
 * profiles.c - owns the table of profiles. A new one is a file of rows and a line here.
 */
#include "profile.h"

#include <string.h>

#include <assay/sandbox.h>

const struct assay_profile *const assay_profiles[] = {&assay_profile_stdio, &assay_profile_threads,
	&assay_profile_compile, &assay_profile_dynamic, &assay_profile_net, &assay_profile_sanitize,
	NULL};

static const char *const names[] = {
	"stdio", "threads", "compile", "dynamic", "net", "sanitize", NULL};

const char *const *assay_profile_names(void)
{
	return names;
}

enum assay_root assay_profile_root(const char *name)
{
	int index = assay_profile_find(name);
	return index < 0 ? ASSAY_ROOT_EMPTY : assay_profiles[index]->root;
}

int assay_profile_find(const char *name)
{
	for (int i = 0; assay_profiles[i] != NULL; i++) {
		if (strcmp(assay_profiles[i]->name, name) == 0)
			return i;
	}
	return -1;
}
