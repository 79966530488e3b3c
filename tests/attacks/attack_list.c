/*
 * attack_list.c - owns the list of attacks: finds them, reads their first lines and their programs.
 */
#include "suite.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *folder;
	enum attack_kind kind;
} folders[] = {
	{"run", ATTACK_RUN},
	{"compile", ATTACK_COMPILE},
	{"pair", ATTACK_PAIR},
};

/* The value of `key` in "a: x | b: y" into a buffer; false when it is not there. */
static bool read_field(const char *line, const char *key, char *value, size_t size)
{
	const char *at = strstr(line, key);
	if (at == NULL)
		return false;
	at += strlen(key);
	while (*at == ' ')
		at++;
	const char *end = strstr(at, " | ");
	if (end == NULL)
		end = strstr(at, " */");
	if (end == NULL || (size_t)(end - at) >= size)
		return false;
	memcpy(value, at, (size_t)(end - at));
	value[end - at] = '\0';
	return true;
}

static unsigned long read_number(const char *line, const char *key, unsigned long other)
{
	char number[16];
	return read_field(line, key, number, sizeof number) ? strtoul(number, NULL, 10) : other;
}

/* Reads the first line of an attack; dies when it does not say what is needed. */
static void describe(struct attack *attack, const char *source)
{
	char line[1024], word[32];
	FILE *file = fopen(source, "re");
	if (file == NULL || fgets(line, sizeof line, file) == NULL)
		assay_attack_die(source);
	fclose(file);
	bool compile = attack->kind == ATTACK_COMPILE;
	snprintf(attack->aim, sizeof attack->aim, "reached");
	snprintf(attack->profile, sizeof attack->profile, compile ? "compile" : "stdio");
	bool good = read_field(line, "allowed:", attack->allowed, sizeof attack->allowed) &&
		    read_field(line, "class:", attack->class, sizeof attack->class) &&
		    read_field(line, "without:", attack->without, sizeof attack->without) &&
		    (strcmp(attack->without, "-") != 0 ||
			    read_field(line, "because:", attack->because, sizeof attack->because));
	if (!good) {
		errno = EINVAL;
		assay_attack_die(source);
	}
	read_field(line, "aim:", attack->aim, sizeof attack->aim);
	if (read_field(line, "box:", word, sizeof word))
		snprintf(attack->profile, sizeof attack->profile, "%s", word);
	attack->toolchain = strcmp(attack->profile, "compile") == 0;
	unsigned long processes = compile ? 32 : strcmp(attack->profile, "threads") == 0 ? 8 : 1;
	attack->processes = (uint32_t)read_number(line, "processes:", processes);
	attack->runs = (unsigned)read_number(line, "runs:", 1);
	attack->cpu_ms = read_number(line, "cpu-ms:", compile ? 5000 : 300);
	attack->brings_out_nothing = read_field(line, "brings-out:", word, sizeof word);
}

/* Collects tests/attacks/FOLDER/NAME.c; programs are at BUILD/tests/attacks/bin/NAME. */
static void collect_one(struct attack_suite *suite, const char *folder, enum attack_kind kind,
	const char *name, const char *build)
{
	char path[512];
	int length = (int)strlen(name) - 2;
	if (suite->count == ATTACKS_MAX)
		assay_attack_die("too many attacks");
	struct attack *attack = &suite->attacks[suite->count++];
	*attack = (struct attack){.kind = kind};
	snprintf(attack->name, sizeof attack->name, "%.*s", length, name);
	snprintf(path, sizeof path, "tests/attacks/%s/%s", folder, name);
	describe(attack, path);
	if (kind != ATTACK_COMPILE)
		snprintf(path, sizeof path, "%s/tests/attacks/bin/%.*s", build, length, name);
	if (assay_file_read(AT_FDCWD, path, 64u << 20, &attack->file, NULL) != 0)
		assay_attack_die(path);
}

static int compare_attacks(const void *a, const void *b)
{
	return strcmp(((const struct attack *)a)->name, ((const struct attack *)b)->name);
}

void assay_attack_collect(struct attack_suite *suite, const char *build, const char *only)
{
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		char path[64];
		snprintf(path, sizeof path, "tests/attacks/%s", folders[i].folder);
		DIR *directory = opendir(path);
		if (directory == NULL)
			assay_attack_die(path);
		for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
			size_t length = strlen(entry->d_name);
			if (length < 3 || strcmp(entry->d_name + length - 2, ".c") != 0 ||
				(only != NULL &&
					(strlen(only) != length - 2 ||
						strncmp(entry->d_name, only, length - 2) != 0)))
				continue;
			collect_one(
				suite, folders[i].folder, folders[i].kind, entry->d_name, build);
		}
		closedir(directory);
	}
	qsort(suite->attacks, suite->count, sizeof suite->attacks[0], compare_attacks);
}

bool assay_attack_permits(const struct attack *attack, const char *text, enum assay_level level)
{
	static const struct {
		const char *mark;
		enum assay_level most;
	} marks[] = {{"@below-full", ASSAY_LEVEL_REDUCED}, {"@minimal", ASSAY_LEVEL_MINIMAL}};
	char list[512];
	/* A filter's signal for another architecture looks the same then. */
	if (strcmp(text, "forbidden-call(" ASSAY_ATTACK_UNNAMED ")") == 0)
		return strstr(attack->allowed, "forbidden-call(") != NULL ||
		       strstr(attack->allowed, "signalled(31)") != NULL;
	snprintf(list, sizeof list, "%s", attack->allowed);
	char *rest = NULL;
	for (char *word = strtok_r(list, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
		bool counts = true;
		word += strspn(word, " ");
		for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
			char *mark = strstr(word, marks[i].mark);
			if (mark == NULL)
				continue;
			*mark = '\0';
			counts = level <= marks[i].most;
		}
		if (counts && strcmp(word, text) == 0)
			return true;
	}
	return false;
}
