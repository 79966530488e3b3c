/*
 * suite.h - what the files of the attack runner share: attacks as their first lines describe them,
 * and what the host must be like afterwards. README.md tells the whole.
 */
#ifndef ASSAY_ATTACK_SUITE_H
#define ASSAY_ATTACK_SUITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <assay/sandbox.h>

#define ATTACKS_MAX 256

enum attack_kind {
	ATTACK_RUN,     /* a program in a box */
	ATTACK_COMPILE, /* a source that attacks the compiler */
	ATTACK_PAIR,    /* a program in two boxes that tries to talk to itself */
};

struct attack {
	char name[64];
	enum attack_kind kind;
	char allowed[512]; /* "forbidden-call(socket), exited(0)@below-full" */
	char class[64];
	char without[128]; /* defences to take away, "-" for none with a reason in `because` */
	char because[256];
	char aim[64]; /* what the output holds when it bites; "reached" by default */
	char profile[32];
	bool toolchain;
	bool brings_out_nothing;
	unsigned runs;
	uint32_t processes;
	uint64_t cpu_ms;
	struct assay_bytes file; /* the program or the source */
};

struct attack_suite {
	enum assay_level level;
	bool weak;
	size_t count;
	struct attack attacks[ATTACKS_MAX];
	unsigned points, failed;
	FILE *table;     /* one line an attack, for `make attack`; or NULL */
	char marker[64]; /* argv[0] of every attack: known on the host by it */
};

/* Ends the runner for a fault of its own. */
_Noreturn void assay_attack_die(const char *what);

/* attack_list.c: all attacks, their programs read; those called `only` unless it is NULL. */
void assay_attack_collect(struct attack_suite *suite, const char *build, const char *only);
/* The name of every refused call where the kernel has no listener that could name it. */
#define ASSAY_ATTACK_UNNAMED "unnamed"
/* Whether the list of permitted observations holds this one at this level. */
bool assay_attack_permits(const struct attack *attack, const char *text, enum assay_level level);

/* What one box showed. */
struct attack_sight {
	bool ran;     /* false: the library itself failed; `text` says how */
	bool reached; /* the aim is in the output, or is the observation */
	char text[256];
};
/* attack_box.c: runs an attack once. `role` is argv[1] of the program, or NULL. */
void assay_attack_box(const struct attack_suite *suite, struct assay_sandbox *sandbox,
	const struct attack *attack, const char *role, int program, struct attack_sight *ret_sight);
/* The attack's program as a sealed memory file; -1 for a source. */
int assay_attack_program(const struct attack *attack);

/* attack_pair.c: runs a pair at once in two sandboxes and in turn in the first. */
void assay_attack_pair(const struct attack_suite *suite, struct assay_sandbox *const sandboxes[2],
	const struct attack *attack, struct attack_sight *ret_sight);

/*
 * attack_host.c. As root the runner moves into mount, ipc and net namespaces of its own with empty
 * folders in the places where an attack would leave something, so that the whole of them can be
 * compared; else, and in a folder that holds the build, what bears the attacks' name is looked for.
 */
void assay_attack_host_enter(const char *build);
void assay_attack_host_read(struct assay_bytes *ret_text);
/* Whether a process with our mark, or one that we did not start, is there; ends it. */
bool assay_attack_host_stray(const char *marker, size_t sandboxes);
/* Notes the launchers that run now; later, whether a control group of theirs is left. */
void assay_attack_host_note(void);
bool assay_attack_host_groups(void);

#endif
