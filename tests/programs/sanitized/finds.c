/*
 * finds.c - a program for AddressSanitizer and UBSan to find something in, one mistake a run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int searches_leaks;

/* Asked by the run-time before it searches (sanitizer/lsan_interface.h). */
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
	return searches_leaks == 0;
}

static int use_after_free(int count)
{
	char *volatile memory = calloc((size_t)count, 8);
	free(memory);
	return memory[0];
}

static int overrun(int count)
{
	volatile char *memory = malloc((size_t)count * 8);
	memory[count * 8] = 1;
	free((char *)memory);
	return 0;
}

static int overflow(int count)
{
	volatile int large = 0x7fffffff;
	printf("%d\n", large + count);
	return 0;
}

static int leak(int count)
{
	void *volatile memory = malloc((size_t)count * 100);
	memory = NULL;
	return memory != NULL;
}

static int touch(int count)
{
	size_t size = (size_t)count << 20;
	volatile char *memory = malloc(size);
	for (size_t i = 0; i < size; i += 4096)
		memory[i] = 1;
	return 0;
}

int main(int argc, char **argv)
{
	const char *act = argc > 1 ? argv[1] : "";
	if (strcmp(act, "use-after-free") == 0)
		return use_after_free(argc);
	if (strcmp(act, "overrun") == 0)
		return overrun(argc);
	if (strcmp(act, "overflow") == 0)
		return overflow(argc);
	searches_leaks = strcmp(act, "leak-searched") == 0;
	if (strcmp(act, "leak") == 0 || searches_leaks)
		return leak(argc);
	if (strcmp(act, "touch") == 0)
		return touch(512);
	puts("fine");
	return 0;
}
