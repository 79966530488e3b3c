/*
 * order.c - owns the reading of a request: counts are checked, texts are pointed at.
 */
#include "launcher.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define ITEMS(array) (sizeof(array) / sizeof((array)[0]))

/* Walks the texts of a request. */
struct reader {
	char *at, *end;
};

static char *next_text(struct reader *reader)
{
	char *text = reader->at;
	size_t left = (size_t)(reader->end - reader->at);
	size_t length = strnlen(text, left);
	if (length == left)
		return NULL;
	reader->at += length + 1;
	return text;
}

static bool read_texts(struct reader *reader, size_t count, char **ret_texts)
{
	for (size_t i = 0; i < count; i++) {
		ret_texts[i] = next_text(reader);
		if (ret_texts[i] == NULL)
			return false;
	}
	return true;
}

static bool read_names(struct reader *reader, size_t count, const char **ret_names)
{
	for (size_t i = 0; i < count; i++) {
		ret_names[i] = next_text(reader);
		if (ret_names[i] == NULL)
			return false;
	}
	return true;
}

/* Gives each descriptor its role. */
static bool read_descriptors(struct assay_order *order)
{
	const struct assay_wire_run *run = order->run;
	size_t at = run->channel_count;
	size_t wanted = at + run->has_program + (run->file_count > 0) + run->has_scratch +
			run->output_count;
	if (wanted != order->fd_count)
		return false;
	order->program = run->has_program != 0 ? order->fds[at++] : -1;
	order->data = run->file_count > 0 ? order->fds[at++] : -1;
	order->scratch = run->has_scratch != 0 ? order->fds[at++] : -1;
	order->outputs = order->fds + at;
	for (size_t i = 0; i < run->channel_count; i++) {
		if (run->channel_fd[i] < 0 || run->channel_fd[i] > 9)
			return false;
	}
	return true;
}

bool assay_order_parse(struct assay_order *order, struct assay_wire_run *run, size_t size)
{
	size_t head = offsetof(struct assay_wire_run, text);
	if (size < head || run->text_size != size - head || run->text_size > sizeof run->text)
		return false;
	order->run = run;
	if (run->root > ASSAY_ROOT_LIBRARIES || run->channel_count > ASSAY_CHANNELS_MAX ||
		run->has_program > 1 || run->has_scratch > 1 ||
		run->file_count > ASSAY_BOX_FILES_MAX ||
		run->output_count > ASSAY_BOX_OUTPUTS_MAX ||
		run->argument_count >= ITEMS(order->argv) ||
		run->environment_count >= ITEMS(order->envp) || !read_descriptors(order))
		return false;
	struct reader reader = {run->text, run->text + run->text_size};
	order->program_path = next_text(&reader);
	order->argv[run->argument_count] = NULL;
	order->envp[run->environment_count] = NULL;
	return order->program_path != NULL &&
	       read_texts(&reader, run->argument_count, order->argv) &&
	       read_texts(&reader, run->environment_count, order->envp) &&
	       read_names(&reader, run->file_count, order->file_names) &&
	       read_names(&reader, run->output_count, order->output_names);
}

ssize_t assay_order_receive(int socket, void *buffer, size_t size, int *fds, size_t *ret_count)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int) * ASSAY_WIRE_FDS_MAX)];
	} control;
	struct iovec part = {.iov_base = buffer, .iov_len = size};
	struct msghdr message = {.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.space,
		.msg_controllen = sizeof control.space};
	ssize_t n;
	do
		n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	*ret_count = 0;
	if (n <= 0 || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
		return n < 0 ? -1 : 0;
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (header != NULL && header->cmsg_type == SCM_RIGHTS) {
		size_t bytes = header->cmsg_len - CMSG_LEN(0);
		memcpy(fds, CMSG_DATA(header), bytes);
		*ret_count = bytes / sizeof(int);
	}
	return n;
}
