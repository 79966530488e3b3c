/*
 * start.c - owns the launcher's entry and its way into the kernel, on x86-64 without the C library's.
 *
 * A program of the C library spends most of a short life in its own start: it asks the processor for
 * its features, which on a virtual machine is a trap each time, and its image of most of a megabyte
 * has to be copied for each launcher. This one has the few functions that the launcher calls
 * (calls.c, text.c), no thread, no stream and no locale. The C library's headers are used as they
 * are; a function that is missing here is an error of the linker.
 */
#include <elf.h>
#include <errno.h>
#include <stdint.h>
#include <stdnoreturn.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv);
noreturn void __stack_chk_fail(void);
noreturn void assay_start(long *stack);

char **environ;
/* What the compiler's stack protector compares with (-mstack-protector-guard=global). */
uintptr_t __stack_chk_guard;

/* Each process of the launcher has one thread, and no two share memory but for pages of records. */
static int errno_value;

int *__errno_location(void)
{
	return &errno_value;
}

noreturn void __stack_chk_fail(void)
{
	__builtin_trap();
}

noreturn void _exit(int status)
{
	for (;;)
		__asm__ volatile("syscall"
				 :
				 : "a"(231L), "D"((long)status)
				 : "rcx", "r11", "memory");
}

/* The stack as the kernel leaves it: count, arguments, NULL, environment, NULL, auxiliary vector. */
__attribute__((no_stack_protector)) noreturn void assay_start(long *stack)
{
	union {
		long *words;
		char **strings;
		Elf64_auxv_t *vector;
	} at = {.words = stack};
	int argc = (int)*at.words++;
	char **argv = at.strings;
	at.strings += argc + 1;
	environ = at.strings;
	while (*at.strings != NULL)
		at.strings++;
	at.strings++;
	for (; at.vector->a_type != AT_NULL; at.vector++) {
		if (at.vector->a_type != AT_RANDOM)
			continue;
		const unsigned char *random = (const unsigned char *)at.vector->a_un.a_val;
		/* With a zero byte in front, so that no string can carry it. */
		for (size_t i = 1; i < sizeof __stack_chk_guard; i++)
			__stack_chk_guard |= (uintptr_t)random[i] << 8 * i;
	}
	_exit(main(argc, argv));
}

__asm__(".text\n"
	".globl _start\n"
	".type _start, @function\n"
	"_start:\n"
	"	xorl %ebp, %ebp\n"
	"	movq %rsp, %rdi\n"
	"	andq $-16, %rsp\n"
	"	call assay_start\n"
	"	hlt\n"
	".size _start, . - _start\n");

/* long syscall(long number, ...): the seventh argument is on the stack (syscall(2)). */
__asm__(".text\n"
	".globl syscall\n"
	".type syscall, @function\n"
	"syscall:\n"
	"	movq %rdi, %rax\n"
	"	movq %rsi, %rdi\n"
	"	movq %rdx, %rsi\n"
	"	movq %rcx, %rdx\n"
	"	movq %r8, %r10\n"
	"	movq %r9, %r8\n"
	"	movq 8(%rsp), %r9\n"
	"	syscall\n"
	"	cmpq $-4095, %rax\n"
	"	jae 1f\n"
	"	ret\n"
	"1:	negl %eax\n"
	"	movl %eax, errno_value(%rip)\n"
	"	movq $-1, %rax\n"
	"	ret\n"
	".size syscall, . - syscall\n");
