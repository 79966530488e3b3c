/* allowed: cpu-limit | class: time evasion | without: cpu-clock,rlimits | cpu-ms: 100 */
#include "../attack.h"

#include <sched.h>
#include <time.h>

/* Gives every slice of its time back at once. */
int main(void)
{
	while (clock() < CLOCKS_PER_SEC)
		sched_yield();
	reached();
}
