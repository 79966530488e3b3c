/* allowed: exited(0), forbidden-call(capget) | class: set-up faults | without: - | because: an exec by an ordinary user drops them as well; verify.c asks before the exec */
#include "../attack.h"

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	uint32_t header[2] = {0x20080522, 0};
	uint32_t sets[6] = {0};
	if (syscall(SYS_capget, header, sets) != 0)
		held();
	for (int i = 0; i < 6; i++) {
		if (sets[i] != 0)
			reached();
	}
	held();
}
