/*
 * cleanup.h - owners that let go at the end of their scope. Not installed: for our own files only.
 *
 * Never mixed with goto in one function, never used after fork. What was written is closed by hand
 * and checked; these are for the ways out.
 */
#ifndef ASSAY_CLEANUP_H
#define ASSAY_CLEANUP_H

#include <stdlib.h>
#include <unistd.h>

static inline void assay_cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

static inline void assay_cleanup_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#define ASSAY_AUTO(release) __attribute__((cleanup(release)))
#define ASSAY_AUTO_FREE     __attribute__((cleanup(assay_cleanup_free)))
#define ASSAY_AUTO_FD       __attribute__((cleanup(assay_cleanup_fd)))

static inline int assay_steal_fd(int *fd)
{
	int stolen = *fd;
	*fd = -1;
	return stolen;
}

static inline void *assay_steal_pointer_(void *pointer)
{
	void *stolen = *(void **)pointer;
	*(void **)pointer = NULL;
	return stolen;
}
#define assay_steal_pointer(pointer) ((__typeof__(*(pointer)))assay_steal_pointer_(pointer))

#endif
