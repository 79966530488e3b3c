/*
 * main.c - the launcher.
 */
int main(void)
{
	return 0;
}
