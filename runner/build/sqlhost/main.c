/*
 * main.c - the SQL host.
 */
int main(void)
{
	return 0;
}
