/*
 * attack_main.c - runs every attack program and says whether it held.
 *
 * The name it is called by says how: attack_full, attack_reduced and attack_minimal run all attacks
 * in boxes of that level and want a permitted observation and no aim reached; attack_weak, linked
 * with a library that was built for it, takes the attack's own defence away and wants the aim
 * reached, so that each attack is known to bite. README.md describes the first line of an attack.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/cleanup.h>
#include <assay/sandbox.h>

#define ATTACKS_MAX 256

struct attack {
	char name[64];
	bool compiled;     /* a program, or else a source that attacks the compiler */
	char path[512];    /* of the program or the source */
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
};

struct suite {
	enum assay_level level;
	bool weak;
	size_t count;
	struct attack attacks[ATTACKS_MAX];
	unsigned points, failed;
	char marker[64]; /* argv[0] of every attack: known on the host by it */
};

static void die(const char *what)
{
	fprintf(stderr, "attack_main: %s: %s\n", what, strerror(errno));
	exit(4);
}

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

/* Reads the first line of an attack; dies when it does not say what is needed. */
static void describe(struct attack *attack, const char *source)
{
	char line[1024], number[16];
	FILE *file = fopen(source, "re");
	if (file == NULL || fgets(line, sizeof line, file) == NULL)
		die(source);
	fclose(file);
	snprintf(attack->aim, sizeof attack->aim, "reached");
	snprintf(attack->profile, sizeof attack->profile, attack->compiled ? "stdio" : "compile");
	attack->runs = 1;
	attack->processes = attack->compiled ? 1 : 32;
	char box[32] = "";
	bool good = read_field(line, "allowed:", attack->allowed, sizeof attack->allowed) &&
		    read_field(line, "class:", attack->class, sizeof attack->class) &&
		    read_field(line, "without:", attack->without, sizeof attack->without) &&
		    (strcmp(attack->without, "-") != 0 ||
			    read_field(line, "because:", attack->because, sizeof attack->because));
	if (!good) {
		errno = EINVAL;
		die(source);
	}
	read_field(line, "aim:", attack->aim, sizeof attack->aim);
	if (read_field(line, "box:", box, sizeof box))
		snprintf(attack->profile, sizeof attack->profile, "%s", box);
	if (strcmp(attack->profile, "threads") == 0)
		attack->processes = 8;
	if (strcmp(attack->profile, "compile") == 0)
		attack->toolchain = true;
	if (read_field(line, "processes:", number, sizeof number))
		attack->processes = (uint32_t)strtoul(number, NULL, 10);
	if (read_field(line, "runs:", number, sizeof number))
		attack->runs = (unsigned)strtoul(number, NULL, 10);
	attack->brings_out_nothing = read_field(line, "brings-out:", number, sizeof number);
}

static int compare_attacks(const void *a, const void *b)
{
	return strcmp(((const struct attack *)a)->name, ((const struct attack *)b)->name);
}

/* Collects tests/attacks/FOLDER/NAME.c; programs are at BUILD/tests/attacks/bin/NAME. */
static void collect(struct suite *suite, const char *folder, const char *build, bool compiled)
{
	char path[512];
	snprintf(path, sizeof path, "tests/attacks/%s", folder);
	DIR *directory = opendir(path);
	if (directory == NULL)
		die(path);
	struct dirent *entry;
	while ((entry = readdir(directory)) != NULL) {
		size_t length = strlen(entry->d_name);
		if (length < 3 || strcmp(entry->d_name + length - 2, ".c") != 0)
			continue;
		if (suite->count == ATTACKS_MAX)
			die("too many attacks");
		struct attack *attack = &suite->attacks[suite->count++];
		snprintf(attack->name, sizeof attack->name, "%.*s", (int)length - 2, entry->d_name);
		attack->compiled = compiled;
		snprintf(path, sizeof path, "tests/attacks/%s/%s", folder, entry->d_name);
		if (compiled)
			snprintf(attack->path, sizeof attack->path, "%s/tests/attacks/bin/%.*s",
				build, (int)length - 2, entry->d_name);
		else
			snprintf(attack->path, sizeof attack->path, "%s", path);
		describe(attack, path);
	}
	closedir(directory);
}

/* "forbidden-call(socket)", "signalled(6)", "exited(0)", "memory-limit". */
static void observation_text(const struct assay_observation *observation, char *text, size_t size)
{
	const char *name = assay_status_name(observation->status);
	if (observation->status == ASSAY_STATUS_FORBIDDEN_CALL)
		snprintf(text, size, "%s(%s)", name,
			observation->forbidden.known ? observation->forbidden.name : "unknown");
	else if (observation->status == ASSAY_STATUS_SIGNALLED)
		snprintf(text, size, "%s(%d)", name, observation->signal);
	else if (observation->status == ASSAY_STATUS_EXITED)
		snprintf(text, size, "%s(%d)", name, observation->exit_code);
	else
		snprintf(text, size, "%s", name);
}

/* Whether the list of permitted observations holds this one at this level. */
static bool permitted(const struct attack *attack, const char *text, enum assay_level level)
{
	char list[512];
	snprintf(list, sizeof list, "%s", attack->allowed);
	char *rest = NULL;
	for (char *word = strtok_r(list, ", ", &rest); word; word = strtok_r(NULL, ", ", &rest)) {
		char *below = strstr(word, "@below-full");
		if (below != NULL) {
			*below = '\0';
			if (level == ASSAY_LEVEL_FULL)
				continue;
		}
		if (strcmp(word, text) == 0)
			return true;
	}
	return false;
}

/* Whether a process with our mark is on the host, outside every box; ends it. */
static bool left_over(const char *marker)
{
	DIR *directory = opendir("/proc");
	struct dirent *entry;
	bool found = false;
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		char path[300], line[128] = "";
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		ssize_t n = read(fd, line, sizeof line - 1);
		close(fd);
		if (n > 0 && strcmp(line, marker) == 0) {
			found = true;
			kill((pid_t)strtol(entry->d_name, NULL, 10), SIGKILL);
		}
	}
	if (directory != NULL)
		closedir(directory);
	return found;
}

static void point(struct suite *suite, bool good, const struct attack *attack, const char *detail)
{
	suite->points++;
	suite->failed += !good;
	printf("%s %u - %s: %s: %s\n", good ? "ok" : "not ok", suite->points, attack->class,
		attack->name, detail);
	fflush(stdout);
}

/* Runs an attack once; says what was observed and whether its aim was reached. */
static bool run_attack(struct suite *suite, struct assay_sandbox *sandbox,
	const struct attack *attack, bool *ret_reached, char *text, size_t text_size)
{
	struct assay_error err = {0};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes file = {0};
	if (assay_file_read(AT_FDCWD, attack->path, 64u << 20, &file, &err) != 0) {
		snprintf(text, text_size, "%.200s", err.text);
		return false;
	}
	ASSAY_AUTO_FD int program = -1;
	if (attack->compiled &&
		assay_memory_file("attack", file.data, file.size, &program, &err) != 0) {
		snprintf(text, text_size, "%.200s", err.text);
		return false;
	}
	const char *const plain[] = {suite->marker, NULL};
	const char *const compiler[] = {
		"gcc", "-std=c17", "-O1", "-c", "-o", "out", "attack.c", NULL};
	const char *const path_only[] = {"PATH=/usr/bin", "TMPDIR=.", NULL};
	const struct assay_channel channels[] = {
		{.fd = 0, .input = "a line of input\n", .input_size = 16},
		{.fd = 1, .output_limit = attack->compiled ? 65536 : 262144},
		{.fd = 2, .output_limit = attack->compiled ? 65536 : 262144},
	};
	const struct assay_box_file source = {"attack.c", file.data, file.size};
	const char *const outputs[] = {"out"};
	const uint64_t ms = 1000000;
	struct assay_box box = {
		.profile = attack->profile,
		.root = attack->toolchain ? ASSAY_ROOT_TOOLCHAIN : ASSAY_ROOT_EMPTY,
		.program_fd = program,
		.program_path = attack->compiled ? NULL : "/usr/bin/gcc",
		.argv = attack->compiled ? plain : compiler,
		.envp = attack->compiled ? NULL : path_only,
		.channels = channels,
		.channel_count = 3,
		.files = attack->compiled ? NULL : &source,
		.file_count = attack->compiled ? 0 : 1,
		.outputs = outputs,
		.output_count = attack->toolchain ? 1 : 0,
		.output_file_limit = 1 << 20,
		.limits = {.cpu_ns = (attack->compiled ? 300 : 5000) * ms,
			.wall_ns = (!attack->compiled    ? 10000
					   : suite->weak ? 8000
							 : 1500) *
				   ms,
			.memory_bytes = (attack->compiled ? 32u : 256u) << 20,
			.scratch_bytes = 16 << 20,
			.processes = attack->processes},
		.cancel_fd = -1,
	};
	ASSAY_AUTO(assay_observation_release) struct assay_observation observation;
	assay_observation_init(&observation);
	if (assay_sandbox_run(sandbox, &box, &observation, &err) != 0) {
		snprintf(text, text_size, "%.200s", err.text);
		return false;
	}
	observation_text(&observation, text, text_size);
	if (observation.status == ASSAY_STATUS_INTERNAL_ERROR)
		fprintf(stderr, "%s: %s\n", attack->name, observation.detail);
	*ret_reached =
		strcmp(attack->aim, text) == 0 ||
		strstr(assay_bytes_text(&observation.channel_output[1]), attack->aim) != NULL ||
		strstr(assay_bytes_text(&observation.channel_output[2]), attack->aim) != NULL ||
		(attack->brings_out_nothing && observation.output_fds[0] >= 0);
	return true;
}

/* A defended box: every run ends as permitted, and no aim is reached. */
static void try_defended(
	struct suite *suite, struct assay_sandbox *sandbox, const struct attack *attack)
{
	char text[256] = "", detail[512];
	bool reached = false, good = true;
	for (unsigned i = 0; i < attack->runs && good && !reached; i++)
		good = run_attack(suite, sandbox, attack, &reached, text, sizeof text) &&
		       permitted(attack, text, suite->level);
	bool stayed = left_over(suite->marker);
	snprintf(detail, sizeof detail, "%s%s%s", text, reached ? ", AIM REACHED" : "",
		stayed ? ", LEFT A PROCESS" : "");
	point(suite, good && !reached && !stayed, attack, detail);
}

/* The same attack with its defence taken away must reach its aim. */
static void try_weakened(struct suite *suite, const struct attack *attack)
{
	char text[256] = "", detail[512];
	if (strcmp(attack->without, "-") == 0) {
		suite->points++;
		printf("ok %u - %s: %s: not tried without its defence: %s\n", suite->points,
			attack->class, attack->name, attack->because);
		return;
	}
	setenv("ASSAY_WEAKEN", attack->without, 1);
	struct assay_error err = {0};
	struct assay_sandbox *sandbox = NULL;
	const struct assay_sandbox_options options = {ASSAY_LEVEL_NONE, ASSAY_LEVEL_FULL};
	if (assay_sandbox_open(&options, &sandbox, &err) != 0) {
		point(suite, false, attack, err.text);
		return;
	}
	bool reached = false;
	for (unsigned i = 0; i < attack->runs && !reached; i++)
		(void)run_attack(suite, sandbox, attack, &reached, text, sizeof text);
	bool stayed = left_over(suite->marker);
	assay_sandbox_close(sandbox);
	snprintf(detail, sizeof detail, "without %s: %s, %s", attack->without, text,
		reached || stayed ? "bites" : "DOES NOT BITE");
	point(suite, reached || stayed, attack, detail);
}

/* What a box must leave as it was, as one text to compare. */
static void host_state(struct assay_bytes *text)
{
	static const char *const files[] = {"/proc/sysvipc/shm", "/proc/sysvipc/msg",
		"/proc/sysvipc/sem", "/proc/self/mountinfo", "/proc/keys"};
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		int fd = open(files[i], O_RDONLY | O_CLOEXEC);
		char block[4096];
		ssize_t n;
		while (fd >= 0 && (n = read(fd, block, sizeof block)) > 0) {
			if (i < 4)
				assay_bytes_append(text, block, (size_t)n);
			for (ssize_t j = 0; i == 4 && j < n; j++) {
				if (block[j] == '\n')
					assay_bytes_putc(text, 'k');
			}
		}
		if (fd >= 0)
			close(fd);
	}
	static const char *const planted[] = {"/tmp/assay-attack", "/assay-attack",
		"/usr/bin/assay-attack", "/usr/lib/assay-attack", "/dev/mqueue/assay-attack"};
	for (size_t i = 0; i < sizeof planted / sizeof planted[0]; i++) {
		if (access(planted[i], F_OK) == 0)
			assay_bytes_puts(text, planted[i]);
	}
}

static void run_defended(struct suite *suite)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes before = {0};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes after = {0};
	static const struct attack host = {.name = "host", .class = "afterwards"};
	struct assay_error err = {0};
	struct assay_sandbox *sandbox = NULL;
	const struct assay_sandbox_options options = {suite->level, suite->level};
	host_state(&before);
	if (assay_sandbox_open(&options, &sandbox, &err) != 0) {
		printf("1..0 # SKIP level %s cannot be had here: %s\n",
			assay_level_name(suite->level), err.text);
		exit(0);
	}
	for (size_t i = 0; i < suite->count; i++)
		try_defended(suite, sandbox, &suite->attacks[i]);
	assay_sandbox_close(sandbox);
	host_state(&after);
	bool same = before.size == after.size &&
		    strcmp(assay_bytes_text(&before), assay_bytes_text(&after)) == 0;
	point(suite, same, &host,
		same ? "mounts, System V objects, keys and files as before" : "NOT AS BEFORE");
}

int main(int argc, char **argv)
{
	static struct suite suite;
	const char *build = getenv("ASSAY_BUILD");
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
	snprintf(suite.marker, sizeof suite.marker, "assay-attack-%d", (int)getpid());
	collect(&suite, "run", build, true);
	collect(&suite, "compile", build, false);
	qsort(suite.attacks, suite.count, sizeof suite.attacks[0], compare_attacks);
	if (argc == 2) {
		for (size_t i = 0; i < suite.count; i++) {
			if (strcmp(suite.attacks[i].name, argv[1]) == 0)
				suite.attacks[0] = suite.attacks[i];
		}
		suite.count = 1;
	}
	if (suite.weak) {
		for (size_t i = 0; i < suite.count; i++)
			try_weakened(&suite, &suite.attacks[i]);
	} else {
		run_defended(&suite);
	}
	printf("1..%u\n", suite.points);
	return suite.failed == 0 ? 0 : 1;
}
