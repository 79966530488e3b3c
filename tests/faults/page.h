/*
 * page.h - what walk.c and the launchers that it tests have in common: which call is to fail, and
 * what came of it.
 */
#ifndef ASSAY_FAULTS_PAGE_H
#define ASSAY_FAULTS_PAGE_H

#include <stdint.h>

/* The environment variable with the path of the page. */
#define FAULTS_VARIABLE "ASSAY_WEAKEN_FAULTS"
/* A launcher that has ended is replaced; more than these were never seen. */
#define LAUNCHERS_MAX 8

struct fault_page {
	uint32_t count; /* the launchers' calls so far */
	uint32_t nth;   /* the one that fails; 0: none */
	int32_t error;  /* what it fails with */
	int32_t failed; /* the number of the call that did; -1: none yet */
	int32_t thread; /* who made it, in its own pid namespace */
	uint32_t ran;   /* that one became the box's program all the same */
	uint32_t launcher_count;
	int32_t launchers[LAUNCHERS_MAX]; /* their first processes */
};

#endif
