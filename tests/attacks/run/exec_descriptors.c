/* allowed: exited(0), forbidden-call(execveat) | class: exit means pass | without: - | because: there is no descriptor of a program to be executed; what is shown is that none was left */
#include "../attack.h"

/* The one exec by its very scalars, on whatever descriptor there is. */
int main(void)
{
	char *arguments[] = {"again", NULL};
	for (int fd = 255; fd >= 0; fd--) {
		if (syscall(SYS_execveat, fd == 100 ? 200 : fd + 200, "", arguments, NULL,
			    0x1000) == 0)
			reached();
	}
	held();
}
