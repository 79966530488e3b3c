/*
 * true.c - the least that a static program of libc can do; what a launch is measured with.
 */
int main(void)
{
	return 0;
}
