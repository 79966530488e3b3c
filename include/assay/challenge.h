/*
 * challenge.h - a challenge as a plain record, and how to load one.
 *
 * The folder and the manifest are described in docs/challenge-format.md. Loading is strict: what
 * the format does not name is an error. A loaded challenge is never changed afterwards, so that
 * threads may share it.
 */
#ifndef ASSAY_CHALLENGE_H
#define ASSAY_CHALLENGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <assay/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bounds of the format, checked by the loader and stated in docs/challenge.schema.json. */
#define ASSAY_ID_SIZE            65 /* identifier of at most 64 bytes, with its NUL */
#define ASSAY_DIGEST_SIZE        65 /* SHA-256 in lower-case hexadecimal, with its NUL */
#define ASSAY_MANIFEST_BYTES_MAX (1u << 20)
#define ASSAY_GROUPS_MAX         32
#define ASSAY_TESTS_MAX          1000 /* of one challenge, over all groups */
#define ASSAY_FILES_MAX          64
#define ASSAY_BANDS_MAX          8
#define ASSAY_MEASURES_MAX       4
#define ASSAY_ARGUMENTS_MAX      16
#define ASSAY_TEST_BYTES_MAX     (64u << 20) /* one input or answer */

/* The words of all enums here stand in one table, runner/challenge/kinds.c. */

/* What the candidate does. */
enum assay_kind {
	ASSAY_KIND_IMPLEMENT = 0,
	ASSAY_KIND_DEBUG,
	ASSAY_KIND_OPTIMISE,
};
const char *assay_kind_name(enum assay_kind kind);

/* How it is graded. */
enum assay_harness {
	ASSAY_HARNESS_FUNCTION = 0, /* C, linked with the challenge's driver */
	ASSAY_HARNESS_SQL,          /* SQL, run by the SQL host on a seeded database */
};
const char *assay_harness_name(enum assay_harness harness);

/* How an answer is compared with the expected one. */
enum assay_compare {
	ASSAY_COMPARE_EXACT = 0, /* byte for byte */
	ASSAY_COMPARE_LINES,     /* line by line, white space at line ends ignored (the default) */
	ASSAY_COMPARE_TOKENS,    /* tokens between white space */
	ASSAY_COMPARE_NUMBERS,   /* tokens; those that are numbers within a tolerance */
	ASSAY_COMPARE_UNORDERED, /* the same lines in any order */
	ASSAY_COMPARE_CHECKER,   /* the challenge's own program, in its own box */
};
const char *assay_compare_name(enum assay_compare compare);

/* What can be measured. All are whole numbers. */
enum assay_metric {
	ASSAY_METRIC_PEAK_MEMORY = 0,   /* bytes, by the cgroup or wait4 */
	ASSAY_METRIC_VM_STEPS,          /* sql: SQLITE_STMTSTATUS_VM_STEP over the queries */
	ASSAY_METRIC_FULLSCAN_STEPS,    /* sql: SQLITE_STMTSTATUS_FULLSCAN_STEP */
	ASSAY_METRIC_SORTS,             /* sql: SQLITE_STMTSTATUS_SORT */
	ASSAY_METRIC_AUTOMATIC_INDEXES, /* sql: SQLITE_STMTSTATUS_AUTOINDEX */
	ASSAY_METRIC_ROWS,              /* sql: rows returned */
	ASSAY_METRIC_WRITE_STEPS,       /* sql: VM steps of the writes */
	ASSAY_METRIC_DATABASE_BYTES,    /* sql: pages in use times page size, at the end */
};
#define ASSAY_METRIC_COUNT 8
const char *assay_metric_name(enum assay_metric metric); /* "peak_memory", "vm_steps", ... */

struct assay_limits_spec {
	uint64_t cpu_ns;       /* "cpu_seconds" */
	uint64_t wall_ns;      /* "wall_seconds"; default 10 times cpu plus 2 s */
	uint64_t memory_bytes; /* "memory_bytes" */
	uint64_t output_bytes; /* "output_bytes": all channels of one test together */
	uint32_t processes;    /* "processes": processes and threads; default 1 */
};

/* Up to and including `ratio_thousandths`/1000 times the reference: `share_thousandths` of the
 * group's points. Bands ascend in ratio and descend in share; above the last one the share is 0. */
struct assay_band {
	uint32_t ratio_thousandths;
	uint32_t share_thousandths;
};

struct assay_measure_spec {
	enum assay_metric metric;
	size_t band_count;
	struct assay_band bands[ASSAY_BANDS_MAX];
};

/* A row of hidden tests made by a generator. */
struct assay_generate {
	char name[ASSAY_ID_SIZE]; /* tests are called NAME-01, NAME-02, ... */
	char *generator;          /* generators/NAME.c, relative to the folder */
	char *behaviour;          /* what these tests look at, in words; never NULL */
	size_t argument_count;
	char *arguments[ASSAY_ARGUMENTS_MAX];
	uint32_t count;
};

enum assay_scoring {
	ASSAY_SCORING_ALL = 0, /* all of the group's points or none */
	ASSAY_SCORING_EACH,    /* an equal part for each accepted test */
};

struct assay_group {
	char name[ASSAY_ID_SIZE];
	char *behaviour; /* in words, shown to the candidate; never NULL */
	bool sample;     /* the visible group; its points are 0 */
	uint32_t points;
	enum assay_scoring scoring;
	bool has_limits;
	struct assay_limits_spec limits; /* the challenge's, overridden where the group says so */
	size_t generate_count;
	struct assay_generate *generates;
	size_t measure_count;
	struct assay_measure_spec measures[ASSAY_MEASURES_MAX];
};

/* A file of the submission or beside it. */
struct assay_file_spec {
	char *path;    /* relative to starter/ and to the submission */
	bool editable; /* the candidate's to change; else it always comes from the challenge */
};

struct assay_challenge {
	char id[ASSAY_ID_SIZE];
	char version[ASSAY_ID_SIZE];
	char *title;
	char *summary; /* one line */
	enum assay_kind kind;
	enum assay_harness harness;
	char language[ASSAY_ID_SIZE]; /* "c", "sql" */
	char profile[ASSAY_ID_SIZE];  /* seccomp profile of a test run */
	size_t library_count;
	char *libraries[8]; /* names of the allow-list: "m", "pthread" */
	size_t topic_count;
	char *topics[16];
	uint32_t difficulty; /* 1 to 5 */
	uint32_t minutes;
	struct assay_limits_spec limits;
	enum assay_compare compare;
	double absolute_tolerance; /* ASSAY_COMPARE_NUMBERS */
	double relative_tolerance;
	char *checker;   /* judge/NAME.c, or NULL */
	char *reference; /* folder or file under submissions/accepted/, relative to the folder */
	/* harness function: driver/NAME.c, linked with the candidate's files; else NULL */
	char *driver;
	/* harness sql */
	char *sql_setup; /* schema that the candidate's SQL is checked against, relative; or NULL */
	uint32_t sql_statements_max;
	size_t sql_allow_count;
	char *sql_allow[16]; /* "create-index", "select", ... see docs/challenge-format.md */
	size_t file_count;
	struct assay_file_spec *files;
	size_t group_count;
	struct assay_group *groups;
	char *directory;                /* where it was loaded from, absolute */
	char digest[ASSAY_DIGEST_SIZE]; /* over every file that decides a grade */
};

void assay_challenge_init(struct assay_challenge *challenge);
void assay_challenge_release(struct assay_challenge *challenge);

/*
 * Loads and checks the challenge in `directory`. Errors: ASSAY_ERR_CHALLENGE naming file, JSON
 * path, value and what was expected (syntax: line and column); ASSAY_ERR_NOT_FOUND when there is
 * no challenge.json; ASSAY_ERR_SYSTEM.
 */
int assay_challenge_load(
	const char *directory, struct assay_challenge *ret_challenge, struct assay_error *err);

/* The points that a perfect submission earns. */
uint32_t assay_challenge_points(const struct assay_challenge *challenge);

#ifdef __cplusplus
}
#endif

#endif
