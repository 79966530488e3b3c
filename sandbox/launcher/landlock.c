/*
 * landlock.c - owns the Landlock rulesets: for plain runs everything is handled and nothing is
 * allowed; for the toolchain, reading and executing beneath it, and anything beneath the scratch
 * folder; for dynamic programs, reading the libraries, and executing the loader, which the kernel does
 * for them.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#define READ_RIGHTS                                                                                \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

/* The kernel's header may be older than the kernel: the rights by their numbers. */
static const struct {
	uint32_t abi;
	uint64_t fs, net, scoped;
} rights[] = {
	{1, (UINT64_C(1) << 13) - 1, 0, 0}, {2, UINT64_C(1) << 13, 0, 0}, /* REFER */
	{3, UINT64_C(1) << 14, 0, 0},                                     /* TRUNCATE */
	{4, 0, 3, 0},                 /* BIND_TCP, CONNECT_TCP */
	{5, UINT64_C(1) << 15, 0, 0}, /* IOCTL_DEV */
	{6, 0, 0, 3},                 /* ABSTRACT_UNIX_SOCKET, SIGNAL */
};

struct ruleset {
	uint64_t fs, net, scoped;
};

static void take_rights(uint32_t abi, struct ruleset *ret_rules)
{
	*ret_rules = (struct ruleset){0};
	for (size_t i = 0; i < sizeof rights / sizeof rights[0] && rights[i].abi <= abi; i++) {
		ret_rules->fs |= rights[i].fs;
		ret_rules->net |= rights[i].net;
		ret_rules->scoped |= rights[i].scoped;
	}
}

static int create_ruleset(uint32_t abi, const struct ruleset *rules)
{
	size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
	return (int)syscall(SYS_landlock_create_ruleset, rules, size, 0);
}

static int make_ruleset(uint32_t abi, struct ruleset *ret_rules)
{
	take_rights(abi, ret_rules);
	return create_ruleset(abi, ret_rules);
}

int assay_landlock_abi(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

int assay_landlock_plain(uint32_t abi)
{
	struct ruleset rules;
	return make_ruleset(abi, &rules);
}

int assay_landlock_network(uint32_t abi)
{
	struct ruleset rules;
	take_rights(abi, &rules);
	rules.net = 0;
	return create_ruleset(abi, &rules);
}

static int allow(int ruleset, int folder, uint64_t access)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = folder};
	return (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

int assay_landlock_toolchain(uint32_t abi, int scratch_fd)
{
	struct ruleset rules;
	int ruleset = make_ruleset(abi, &rules);
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	/* No devices, sockets or fifos in the scratch folder either. */
	uint64_t scratch =
		rules.fs & ~(LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
				   LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO);
	bool good = ruleset >= 0 && root >= 0 && allow(ruleset, scratch_fd, scratch) == 0;
	for (size_t i = 0; good && assay_toolchain_folders[i] != NULL; i++) {
		int folder =
			openat(root, assay_toolchain_folders[i], O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (folder < 0)
			continue; /* this host has none */
		good = allow(ruleset, folder, READ_RIGHTS) == 0;
		close(folder);
	}
	/* The compiler's bin; in a root of ours there is none. */
	int bin = open("/dev/null", O_PATH | O_CLOEXEC);
	if (good && bin >= 0)
		good = allow(ruleset, bin,
			       LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE) == 0;
	if (bin >= 0)
		close(bin);
	if (root >= 0)
		close(root);
	if (good || ruleset < 0)
		return ruleset;
	close(ruleset);
	return -1;
}

/* Rights beneath or of one path; true also where this host has none. */
static bool allow_path(int ruleset, int root, const char *path, uint64_t access)
{
	int fd = openat(root, path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT;
	bool good = allow(ruleset, fd, access) == 0;
	close(fd);
	return good;
}

int assay_landlock_libraries(uint32_t abi)
{
	struct ruleset rules;
	int ruleset = make_ruleset(abi, &rules);
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool good = ruleset >= 0 && root >= 0;
	for (size_t i = 0; good && assay_library_folders[i] != NULL; i++)
		good = allow_path(
			ruleset, root, assay_library_folders[i], LANDLOCK_ACCESS_FS_READ_FILE);
	for (size_t i = 0; good && assay_loaders[i] != NULL; i++)
		good = allow_path(ruleset, root, assay_loaders[i],
			LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE);
	good = good && allow_path(ruleset, root, ASSAY_LOADER_CACHE, LANDLOCK_ACCESS_FS_READ_FILE);
	if (root >= 0)
		close(root);
	if (good || ruleset < 0)
		return ruleset;
	close(ruleset);
	return -1;
}
