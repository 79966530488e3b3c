/*
 * main.c - the program: finds the command, parses its options, runs it, prints its failure.
 */
#include <stdio.h>

#include "command.h"

int main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		puts(ASSAY_VERSION);
	return ASSAY_EXIT_OK;
}
