/*
 * shim.c - owns what stands between the C library's start and a program that is linked against it
 * later, from outside: the program's constructors, its main, its destructors. Compiled once a
 * machine, together with the library.
 */
typedef void assay_constructor(int, char **, char **);

/* Lies at a fixed address, in the program. */
struct head {
	int (*main)(int, char **, char **);
	assay_constructor **early, **early_end;
	assay_constructor **constructors, **constructors_end;
	void (**destructors)(void), (**destructors_end)(void);
};
#define HEAD ((const volatile struct head *)ASSAY_HEAD_ADDRESS)

int atexit(void (*)(void));

static void finish(void)
{
	void (**last)(void) = HEAD->destructors_end;
	while (last != HEAD->destructors)
		(*--last)();
}

int main(int argc, char **argv, char **environment)
{
	/* First registered, last called: after what the program registers. */
	atexit(finish);
	for (assay_constructor **at = HEAD->early; at != HEAD->early_end; at++)
		(*at)(argc, argv, environment);
	for (assay_constructor **at = HEAD->constructors; at != HEAD->constructors_end; at++)
		(*at)(argc, argv, environment);
	return HEAD->main(argc, argv, environment);
}
