/*
 * attack_host.c - owns the look at the host: files, processes, mounts, control groups, keys, System
 * V objects, message queues and sockets, as an attack must leave them.
 */
#include "suite.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <assay/cleanup.h>

/* The user that boxes of a runner of root's are. */
#define BOX_UID   65400
#define MARK      "assay-attack"
#define LAUNCHERS 2

/* Where an attack would leave something. */
static const char *const places[] = {"/tmp", "/var/tmp", "/dev/shm", "/run", "/mnt"};
#define PLACE_COUNT (sizeof places / sizeof places[0])
/* Where it would need more luck: only names of its own are looked for. */
static const char *const other_places[] = {"/", "/usr/bin", "/usr/lib", "/etc", "/root", "/home",
	"/dev", "/dev/mqueue", "/var/lib", "."};

/* The one state of this file: nftw(3) hands no pointer on. */
static struct {
	bool private[PLACE_COUNT];
	struct assay_bytes *text;
	pid_t launchers[LAUNCHERS];
	bool group_found;
} host;

static bool is_above(const char *folder, const char *path)
{
	size_t length = strlen(folder);
	return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static void cover_places(const char *build)
{
	char here[4096];
	char *real = realpath(build, NULL);
	if (real == NULL || getcwd(here, sizeof here) == NULL)
		assay_attack_die(build);
	for (size_t i = 0; i < PLACE_COUNT; i++) {
		if (is_above(places[i], here) || is_above(places[i], real))
			continue;
		host.private[i] = mount("attack", places[i], "tmpfs", MS_NOSUID | MS_NODEV,
					  "mode=1777,size=64m") == 0;
	}
	free(real);
	/* Message queues of our own namespace, where the listing of files finds them. */
	if (host.private[PLACE_COUNT - 1] && mkdir("/mnt/queues", 0755) == 0)
		mount("queues", "/mnt/queues", "mqueue", 0, NULL);
	if (host.private[0])
		setenv("TMPDIR", "/tmp", 1);
	unsetenv("XDG_RUNTIME_DIR");
}

void assay_attack_host_enter(const char *build)
{
	/* What loses its parents comes to us. */
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
		assay_attack_die("become a subreaper");
	if (geteuid() != 0 || unshare(CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET) != 0)
		return;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0)
		cover_places(build);
}

static int list_entry(const char *path, const struct stat *status, int type, struct FTW *at)
{
	(void)type;
	if (at->level > 0)
		assay_bytes_printf(host.text, "%s %o %lld\n", path, status->st_mode,
			S_ISDIR(status->st_mode) ? 0LL : (long long)status->st_size);
	return 0;
}

static int list_marked(const char *path, const struct stat *status, int type, struct FTW *at)
{
	(void)status;
	if (at->level > 0 && strncmp(path + at->base, MARK, sizeof MARK - 1) == 0)
		assay_bytes_printf(host.text, "%s\n", path);
	return at->level > 0 && type == FTW_D ? FTW_SKIP_SUBTREE : FTW_CONTINUE;
}

/* The lines of a file that hold `word`, or all. */
static void read_lines(const char *path, const char *word, struct assay_bytes *ret_text)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes file = {0};
	if (assay_file_read(AT_FDCWD, path, 4u << 20, &file, NULL) != 0)
		return;
	char *rest = file.data;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
		if (word == NULL || strstr(line, word) != NULL)
			assay_bytes_printf(ret_text, "%s\n", line);
	}
}

/* Keys are shown to those who own them: to the boxes' user. */
static void read_keys(struct assay_bytes *ret_text)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		assay_attack_die("pipe");
	pid_t pid = fork();
	if (pid == 0) {
		struct assay_bytes keys = {0};
		if (geteuid() == 0 && syscall(SYS_setresuid, BOX_UID, BOX_UID, BOX_UID) != 0)
			_exit(1);
		read_lines("/proc/keys", MARK, &keys);
		_exit(assay_fd_write_all(ends[1], "keys", keys.data, keys.size, NULL) != 0);
	}
	close(ends[1]);
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes keys = {0};
	int status = assay_fd_read_all(ends[0], "keys", 1u << 20, &keys, NULL);
	assay_bytes_append(ret_text, keys.data, keys.size);
	close(ends[0]);
	if (pid < 0 || waitpid(pid, NULL, 0) != pid || status != 0)
		assay_attack_die("read the keys");
}

void assay_attack_host_read(struct assay_bytes *ret_text)
{
	static const char *const whole[] = {"/proc/sysvipc/shm", "/proc/sysvipc/msg",
		"/proc/sysvipc/sem", "/proc/self/mountinfo"};
	for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
		read_lines(whole[i], NULL, ret_text);
	read_lines("/proc/self/net/unix", "@" MARK, ret_text);
	read_keys(ret_text);
	host.text = ret_text;
	for (size_t i = 0; i < PLACE_COUNT; i++)
		nftw(places[i], host.private[i] ? list_entry : list_marked, 16,
			FTW_PHYS | FTW_ACTIONRETVAL);
	for (size_t i = 0; i < sizeof other_places / sizeof other_places[0]; i++)
		nftw(other_places[i], list_marked, 16, FTW_PHYS | FTW_ACTIONRETVAL | FTW_MOUNT);
	host.text = NULL;
}

/* Our children as the kernel lists them; the number written to `ret_pids`. */
static size_t list_children(pid_t *ret_pids, size_t limit)
{
	char path[64];
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
	if (assay_file_read(AT_FDCWD, path, 1u << 16, &text, NULL) != 0)
		assay_attack_die(path);
	size_t count = 0;
	char *rest = text.data;
	for (char *word; (word = strsep(&rest, " ")) != NULL && count < limit;) {
		if (isdigit((unsigned char)*word))
			ret_pids[count++] = (pid_t)strtol(word, NULL, 10);
	}
	return count;
}

static bool is_marked(const char *number, const char *marker)
{
	char path[300], line[128] = "";
	snprintf(path, sizeof path, "/proc/%s/cmdline", number);
	ASSAY_AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd >= 0 && read(fd, line, sizeof line - 1) > 0 && strcmp(line, marker) == 0;
}

static int end_marked(const char *marker)
{
	int found = 0;
	DIR *directory = opendir("/proc");
	if (directory == NULL)
		assay_attack_die("/proc");
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		if (!isdigit((unsigned char)entry->d_name[0]) || !is_marked(entry->d_name, marker))
			continue;
		found++;
		kill((pid_t)strtol(entry->d_name, NULL, 10), SIGKILL);
	}
	closedir(directory);
	return found;
}

bool assay_attack_host_stray(const char *marker, size_t sandboxes)
{
	pid_t children[64];
	bool marked = end_marked(marker) > 0;
	size_t count = list_children(children, 64);
	bool stray = count > sandboxes;
	/* The launchers came first; whoever came later came to us by losing its parents. */
	for (size_t i = sandboxes; i < count; i++) {
		kill(children[i], SIGKILL);
		waitpid(children[i], NULL, 0);
	}
	return marked || stray;
}

void assay_attack_host_note(void)
{
	memset(host.launchers, 0, sizeof host.launchers);
	list_children(host.launchers, LAUNCHERS);
}

static int look_for_group(const char *path, const struct stat *status, int type, struct FTW *at)
{
	(void)status;
	for (size_t i = 0; i < LAUNCHERS; i++) {
		char prefix[32];
		snprintf(prefix, sizeof prefix, "assay-%d-", (int)host.launchers[i]);
		if (type == FTW_D && host.launchers[i] != 0 &&
			strncmp(path + at->base, prefix, strlen(prefix)) == 0)
			host.group_found = true;
	}
	return FTW_CONTINUE;
}

bool assay_attack_host_groups(void)
{
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes mounts = {0};
	if (assay_file_read(AT_FDCWD, "/proc/self/mounts", 1u << 20, &mounts, NULL) != 0)
		assay_attack_die("/proc/self/mounts");
	host.group_found = false;
	char *rest = mounts.data;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
		char type[32], point[512];
		if (sscanf(line, "%*s %511s %31s", point, type) == 2 &&
			strncmp(type, "cgroup", 6) == 0)
			nftw(point, look_for_group, 16, FTW_PHYS | FTW_ACTIONRETVAL);
	}
	return host.group_found;
}
