/* allowed: exited(0) | class: reading the oracle | without: environment */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	if (environ[0] != NULL)
		reached();
	held();
}
