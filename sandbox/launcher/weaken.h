/*
 * weaken.h - takes single defences away, for tests that show an attack to bite without them.
 *
 * Exists only in builds with -DASSAY_WEAKEN. Elsewhere assay_weaken() is the constant false, and
 * neither the names nor the code are in the program.
 */
#ifndef ASSAY_WEAKEN_H
#define ASSAY_WEAKEN_H

#include <stdbool.h>

#ifdef ASSAY_WEAKEN
#include <stdlib.h>
#include <string.h>

/* True when the comma list in the environment variable ASSAY_WEAKEN holds `defence`. */
static inline bool assay_weaken(const char *defence)
{
	const char *list = getenv("ASSAY_WEAKEN");
	size_t length = strlen(defence);
	while (list != NULL && *list != '\0') {
		size_t word = strcspn(list, ",");
		if (word == length && memcmp(list, defence, length) == 0)
			return true;
		list += word + (list[word] == ',');
	}
	return false;
}
#else
#define assay_weaken(defence) false
#endif

#endif
