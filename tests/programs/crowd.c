/*
 * crowd.c - makes as many processes as it may, at most 200, and prints how many.
 */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	int made = 0;
	int ends[2];
	char byte;
	if (pipe(ends) != 0)
		return 1;
	while (made < 200) {
		pid_t pid = fork();
		if (pid < 0)
			break;
		if (pid == 0)
			return read(ends[0], &byte, 1) == 1; /* for ever: it holds the other end */
		made++;
	}
	printf("%d\n", made);
	return 0;
}
