/*
 * saves.c - owns inotify. Must not read the files: what was saved is found by their digests.
 */
#include "saves.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

/* Editors write in several steps: it is one save when so long nothing more happens. */
#define REST_MS 50

static int add_file(
	struct assay_saves *saves, const char *directory, const char *path, struct assay_error *err)
{
	const char *slash = strrchr(path, '/');
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes folder = {0};
	assay_bytes_puts(&folder, directory);
	if (slash != NULL)
		assay_bytes_printf(&folder, "/%.*s", (int)(slash - path), path);
	int status = assay_bytes_check(&folder, err);
	if (status != 0)
		return status;
	int watch = inotify_add_watch(saves->fd, folder.data,
		IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
	if (watch < 0)
		return assay_error_errno(err, errno, "watch '%s'", folder.data);
	saves->files[saves->count].watch = watch;
	saves->files[saves->count].name = slash != NULL ? slash + 1 : path;
	saves->count++;
	return 0;
}

int assay_saves_open(const struct assay_challenge *challenge, const char *directory,
	struct assay_saves *ret_saves, struct assay_error *err)
{
	struct assay_saves saves = {.fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK)};
	if (saves.fd < 0)
		return assay_error_errno(err, errno, "inotify_init1");
	int status = 0;
	for (size_t i = 0; i < challenge->file_count && status == 0; i++) {
		if (challenge->files[i].editable)
			status = add_file(&saves, directory, challenge->files[i].path, err);
	}
	if (status != 0)
		close(saves.fd);
	else
		*ret_saves = saves;
	return status;
}

void assay_saves_close(struct assay_saves *saves)
{
	if (saves->fd >= 0)
		close(saves->fd);
	saves->fd = -1;
}

static bool is_ours(const struct assay_saves *saves, const struct inotify_event *event)
{
	for (size_t i = 0; i < saves->count && event->len > 0; i++) {
		if (saves->files[i].watch == event->wd &&
			strcmp(saves->files[i].name, event->name) == 0)
			return true;
	}
	return (event->mask & IN_Q_OVERFLOW) != 0;
}

/* Reads what has happened. */
static int read_events(struct assay_saves *saves, bool *ret_saved, struct assay_error *err)
{
	_Alignas(struct inotify_event) char buffer[4096];
	for (;;) {
		ssize_t size = read(saves->fd, buffer, sizeof buffer);
		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0 && errno == EAGAIN)
			return 0;
		if (size < 0)
			return assay_error_errno(err, errno, "read from inotify");
		for (const char *at = buffer; at < buffer + size;) {
			const struct inotify_event *event = (const struct inotify_event *)at;
			if ((event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0)
				return assay_error_set(err, ASSAY_ERR_NOT_FOUND,
					"the folder that was watched is gone");
			*ret_saved = *ret_saved || is_ours(saves, event);
			at += sizeof *event + event->len;
		}
	}
}

int assay_saves_wait(struct assay_saves *saves, int cancel_fd, struct assay_error *err)
{
	bool saved = false;
	for (;;) {
		struct pollfd entries[] = {
			{.fd = saves->fd, .events = POLLIN},
			{.fd = cancel_fd, .events = POLLIN},
		};
		int ready = poll(entries, 2, saved ? REST_MS : -1);
		if (ready < 0 && errno != EINTR)
			return assay_error_errno(err, errno, "poll");
		if (ready == 0)
			return 0;
		if (ready > 0 && entries[1].revents != 0)
			return assay_error_set(err, ASSAY_ERR_CANCELLED, "stopped");
		int status = ready > 0 ? read_events(saves, &saved, err) : 0;
		if (status != 0)
			return status;
	}
}
