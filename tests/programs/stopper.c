/* stopper.c - stops itself, so that it neither runs nor ends. */
#include <signal.h>
#include <unistd.h>

int main(void)
{
	raise(SIGSTOP);
	sleep(60);
}
