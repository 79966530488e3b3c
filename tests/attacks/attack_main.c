/*
 * attack_main.c - runs every attack and says whether it held.
 *
 * The name it is called by says how: attack_full, attack_reduced and attack_minimal run all attacks
 * in boxes of that level and want a permitted observation, no aim reached and a host as it was;
 * attack_weak, linked with a library that was built for it, takes the attack's own defence away and
 * wants the aim reached, so that each attack is known to bite. README.md describes the rest.
 */
#include "suite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <assay/cleanup.h>

_Noreturn void assay_attack_die(const char *what)
{
	fprintf(stderr, "attack_main: %s: %s\n", what, strerror(errno));
	exit(4);
}

static uint64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void point(struct attack_suite *suite, bool good, const struct attack *attack,
	const char *detail, uint64_t start_ms)
{
	suite->points++;
	suite->failed += !good;
	printf("%s %u - %s: %s: %s\n", good ? "ok" : "not ok", suite->points, attack->class,
		attack->name, detail);
	fflush(stdout);
	if (suite->table != NULL)
		fprintf(suite->table, "%s\t%s\t%s\t%d\t%llu\t%s\n",
			suite->weak ? "weak" : assay_level_name(suite->level), attack->class,
			attack->name, good, (unsigned long long)(now_ms() - start_ms), detail);
}

/* Opens two sandboxes; false with the reason. */
static bool open_two(enum assay_level minimum, enum assay_level maximum,
	struct assay_sandbox *ret[2], struct assay_error *err)
{
	const struct assay_sandbox_options options = {minimum, maximum};
	ret[0] = ret[1] = NULL;
	return assay_sandbox_open(&options, &ret[0], err) == 0 &&
	       assay_sandbox_open(&options, &ret[1], err) == 0;
}

static void close_two(struct assay_sandbox *sandboxes[2])
{
	assay_sandbox_close(sandboxes[0]);
	assay_sandbox_close(sandboxes[1]);
}

static void run_once(const struct attack_suite *suite, struct assay_sandbox *const sandboxes[2],
	const struct attack *attack, struct attack_sight *ret_sight)
{
	if (attack->kind == ATTACK_PAIR) {
		assay_attack_pair(suite, sandboxes, attack, ret_sight);
		return;
	}
	ASSAY_AUTO_FD int program = assay_attack_program(attack);
	assay_attack_box(suite, sandboxes[0], attack, NULL, program, ret_sight);
}

/* A defended box: every run ends as permitted, no aim is reached, and the host is as it was. */
static void try_defended(struct attack_suite *suite, struct assay_sandbox *const sandboxes[2],
	const struct attack *attack, const struct assay_bytes *before)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes after = {0};
	struct attack_sight sight = {.ran = true};
	char detail[512];
	bool good = true;
	uint64_t start_ms = now_ms();
	for (unsigned i = 0; i < attack->runs && good && !sight.reached; i++) {
		run_once(suite, sandboxes, attack, &sight);
		good = sight.ran && assay_attack_permits(attack, sight.text, suite->level);
	}
	bool stayed = assay_attack_host_stray(suite->marker, 2);
	assay_attack_host_read(&after);
	bool same = before->size == after.size &&
		    strcmp(assay_bytes_text(before), assay_bytes_text(&after)) == 0;
	if (!same)
		fprintf(stderr, "%s: the host before:\n%s\nand after:\n%s\n", attack->name,
			assay_bytes_text(before), assay_bytes_text(&after));
	snprintf(detail, sizeof detail, "%s%s%s%s", sight.text,
		sight.reached ? ", AIM REACHED" : "", stayed ? ", LEFT A PROCESS" : "",
		same ? "" : ", CHANGED THE HOST");
	point(suite, good && !sight.reached && !stayed && same, attack, detail, start_ms);
}

/* The same attack with its defence taken away must reach its aim. */
static void try_weakened(struct attack_suite *suite, const struct attack *attack)
{
	char detail[512];
	uint64_t start_ms = now_ms();
	if (strcmp(attack->without, "-") == 0) {
		suite->points++;
		printf("ok %u - %s: %s: not tried without its defence: %s\n", suite->points,
			attack->class, attack->name, attack->because);
		return;
	}
	setenv("ASSAY_WEAKEN", attack->without, 1);
	struct assay_error err = {0};
	struct assay_sandbox *sandboxes[2];
	if (!open_two(ASSAY_LEVEL_MINIMAL, ASSAY_LEVEL_FULL, sandboxes, &err)) {
		point(suite, false, attack, err.text, start_ms);
		close_two(sandboxes);
		return;
	}
	struct attack_sight sight = {0};
	for (unsigned i = 0; i < attack->runs && !sight.reached; i++)
		run_once(suite, sandboxes, attack, &sight);
	bool stayed = assay_attack_host_stray(suite->marker, 2);
	close_two(sandboxes);
	bool bites = sight.reached || stayed;
	snprintf(detail, sizeof detail, "without %s: %s, %s", attack->without, sight.text,
		bites ? "bites" : "DOES NOT BITE");
	point(suite, bites, attack, detail, start_ms);
}

static void run_defended(struct attack_suite *suite)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes before = {0};
	static const struct attack host = {.name = "host", .class = "afterwards"};
	struct assay_error err = {0};
	struct assay_sandbox *sandboxes[2];
	assay_attack_host_read(&before);
	if (!open_two(suite->level, suite->level, sandboxes, &err)) {
		printf("1..0 # SKIP level %s cannot be had here: %s\n",
			assay_level_name(suite->level), err.text);
		close_two(sandboxes);
		exit(0);
	}
	assay_attack_host_note();
	for (size_t i = 0; i < suite->count; i++)
		try_defended(suite, sandboxes, &suite->attacks[i], &before);
	uint64_t start_ms = now_ms();
	close_two(sandboxes);
	bool stray = assay_attack_host_stray(suite->marker, 0);
	bool groups = assay_attack_host_groups();
	point(suite, !stray && !groups, &host,
		stray    ? "PROCESSES ARE LEFT"
		: groups ? "CONTROL GROUPS ARE LEFT"
			 : "no process and no control group is left",
		start_ms);
}

int main(int argc, char **argv)
{
	static struct attack_suite suite;
	const char *build = getenv("ASSAY_BUILD");
	const char *table = getenv("ASSAY_ATTACK_TABLE");
	const char *mode = strrchr(argv[0], '_');
	if (build == NULL || mode == NULL || argc > 2) {
		fprintf(stderr,
			"usage: ASSAY_BUILD=build attack_full|reduced|minimal|weak [NAME]\n");
		return 2;
	}
	struct assay_error err = {0};
	suite.weak = strcmp(mode, "_weak") == 0;
	if (!suite.weak && assay_level_parse(mode + 1, &suite.level, &err) != 0) {
		fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	if (table != NULL && (suite.table = fopen(table, "ae")) == NULL)
		assay_attack_die(table);
	snprintf(suite.marker, sizeof suite.marker, "assay-attack-%d", (int)getpid());
	assay_attack_collect(&suite, build, argc == 2 ? argv[1] : NULL);
	assay_attack_host_enter(build);
	if (suite.weak) {
		for (size_t i = 0; i < suite.count; i++)
			try_weakened(&suite, &suite.attacks[i]);
	} else {
		run_defended(&suite);
	}
	printf("1..%u\n", suite.points);
	for (size_t i = 0; i < suite.count; i++)
		assay_bytes_release(&suite.attacks[i].file);
	if (suite.table != NULL && fclose(suite.table) != 0)
		assay_attack_die(table);
	return suite.failed == 0 && suite.points > 0 ? 0 : 1;
}
