/*
 * attack.h - what attack programs share. An attack that has reached its aim says so with reached();
 * one that was merely refused by an error number says held(). The first line of each program is
 * read by attack_main.c; README.md describes it.
 */
#ifndef ASSAY_ATTACK_H
#define ASSAY_ATTACK_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The attack succeeded: the runner looks for this word. */
__attribute__((unused, noreturn)) static void reached(void)
{
	static const char word[] = "reached\n";
	ssize_t n = write(STDOUT_FILENO, word, sizeof word - 1);
	_exit(n < 0);
}

/* The attack was refused by an error that it could see. */
__attribute__((unused, noreturn)) static void held(void)
{
	_exit(0);
}

/* For calls that no candidate has any business making: the aim is reached when the kernel's own
 * code looked at the call, whatever it then said. ENOSYS is the filter's word or an old kernel's.
 */
__attribute__((unused, noreturn)) static void reached_kernel(long result)
{
	if (result >= 0 || errno != ENOSYS)
		reached();
	held();
}

#endif
