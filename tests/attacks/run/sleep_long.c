/* allowed: wall-limit | class: time evasion | without: wall-clock */
#include "../attack.h"
#include <time.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	struct timespec pause = {2, 500000000};
	nanosleep(&pause, NULL);
	reached();
}
