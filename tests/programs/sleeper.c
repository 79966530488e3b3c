/* sleeper.c - uses no CPU time for a long time. */
#include <unistd.h>

int main(void)
{
	for (int i = 0; i < 60; i++)
		sleep(1);
}
