/*
 * pack.c - owns the making of a request from a box: checks the contract, opens the pipes, lays out
 * texts and files. Runs nothing.
 */
#include "box.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <assay/bytes.h>
#include <assay/cleanup.h>

#include "launcher/weaken.h"
#include "profile.h"

#define ARGUMENTS_MAX   2000
#define ENVIRONMENT_MAX 500

/* Parts of letters, digits, '_', '.', '-'; none empty, none starting with '.' or '-'. */
static bool is_plain_name(const char *name)
{
	bool start = true;
	if (strlen(name) >= ASSAY_WIRE_PATH_SIZE)
		return false;
	for (const char *at = name; *at != '\0'; at++) {
		bool letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
			      (*at >= '0' && *at <= '9') || *at == '_';
		if (!letter && (start || (*at != '.' && *at != '-' && *at != '/')))
			return false;
		start = *at == '/';
	}
	return !start;
}

static size_t count_texts(const char *const *texts)
{
	size_t count = 0;
	while (texts != NULL && texts[count] != NULL)
		count++;
	return count;
}

static const char *const *environment_of(const struct assay_box *box)
{
	return assay_weaken("environment") ? (const char *const *)environ : box->envp;
}

static int check_channels(const struct assay_box *box, struct assay_error *err)
{
	if (box->channel_count > ASSAY_CHANNELS_MAX)
		return assay_error_set(err, ASSAY_ERR_USAGE, "box: %zu channels, at most %d",
			box->channel_count, ASSAY_CHANNELS_MAX);
	for (size_t i = 0; i < box->channel_count; i++) {
		int fd = box->channels[i].fd;
		bool twice = false;
		for (size_t j = 0; j < i; j++)
			twice = twice || box->channels[j].fd == fd;
		if (fd < 0 || fd > 9 || twice)
			return assay_error_set(err, ASSAY_ERR_USAGE,
				"box: channel descriptor %d is not one of 0 to 9, each once", fd);
		const struct assay_channel *channel = &box->channels[i];
		if (channel->has_source && (channel->input != NULL || channel->source_fd < 0))
			return assay_error_set(err, ASSAY_ERR_USAGE,
				"box: channel %d has both input and a source, or a source without "
				"a descriptor",
				fd);
		if (channel->take != NULL && assay_channel_is_input(channel))
			return assay_error_set(err, ASSAY_ERR_USAGE,
				"box: channel %d has an input, and somebody to take its output",
				fd);
	}
	return 0;
}

static int check_names(const struct assay_box *box, struct assay_error *err)
{
	if (box->file_count > ASSAY_BOX_FILES_MAX || box->output_count > ASSAY_BOX_OUTPUTS_MAX)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"box: %zu files and %zu outputs, at most %d and %d", box->file_count,
			box->output_count, ASSAY_BOX_FILES_MAX, ASSAY_BOX_OUTPUTS_MAX);
	for (size_t i = 0; i < box->file_count + box->output_count; i++) {
		const char *name = i < box->file_count ? box->files[i].path
						       : box->outputs[i - box->file_count];
		if (!is_plain_name(name))
			return assay_error_set(err, ASSAY_ERR_USAGE,
				"box: '%.100s' is not a plain relative file name", name);
	}
	return 0;
}

static int check_limits(const struct assay_box *box, struct assay_error *err)
{
	const struct assay_limits *limits = &box->limits;
	const struct {
		const char *name;
		uint64_t value, least, most;
	} rows[] = {
		{"cpu_ns", limits->cpu_ns, 1, ASSAY_LIMIT_TIME_MAX_NS},
		{"wall_ns", limits->wall_ns, 1, ASSAY_LIMIT_TIME_MAX_NS},
		{"memory_bytes", limits->memory_bytes, 1, ASSAY_LIMIT_BYTES_MAX},
		{"scratch_bytes", limits->scratch_bytes, box->root == ASSAY_ROOT_TOOLCHAIN,
			ASSAY_LIMIT_BYTES_MAX},
		{"stack_bytes", limits->stack_bytes, 0, ASSAY_LIMIT_BYTES_MAX},
		{"processes", limits->processes, 1, ASSAY_LIMIT_PROCESSES_MAX},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (rows[i].value < rows[i].least || rows[i].value > rows[i].most)
			return assay_error_set(err, ASSAY_ERR_USAGE,
				"box: limits.%s is %llu, expected %llu to %llu", rows[i].name,
				(unsigned long long)rows[i].value,
				(unsigned long long)rows[i].least,
				(unsigned long long)rows[i].most);
	}
	return 0;
}

int assay_box_check(const struct assay_box *box, struct assay_error *err)
{
	if (box->profile == NULL || assay_profile_find(box->profile) < 0)
		return assay_error_set(err, ASSAY_ERR_USAGE, "box: no profile '%.40s'",
			box->profile == NULL ? "(null)" : box->profile);
	int status = check_limits(box, err);
	if (status != 0)
		return status;
	bool toolchain = box->root == ASSAY_ROOT_TOOLCHAIN;
	if (box->program_fd < 0 &&
		(!toolchain || box->program_path == NULL || box->program_path[0] != '/'))
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"box: no program: a descriptor, or an absolute path in the toolchain root");
	if (!toolchain && box->file_count + box->output_count > 0)
		return assay_error_set(err, ASSAY_ERR_USAGE, "box: files need the toolchain root");
	if (box->argv == NULL || box->argv[0] == NULL || count_texts(box->argv) > ARGUMENTS_MAX ||
		count_texts(environment_of(box)) > ENVIRONMENT_MAX)
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"box: 1 to %d arguments and at most %d environment entries", ARGUMENTS_MAX,
			ENVIRONMENT_MAX);
	status = check_channels(box, err);
	return status != 0 ? status : check_names(box, err);
}

static int own(struct assay_pack *pack, int fd)
{
	pack->owned[pack->owned_count++] = fd;
	return fd;
}

static int open_channels(
	struct assay_pack *pack, const struct assay_box *box, struct assay_error *err)
{
	for (size_t i = 0; i < box->channel_count; i++) {
		int ends[2];
		if (pipe2(ends, O_CLOEXEC) != 0)
			return assay_error_errno(err, errno, "pipe");
		bool input = assay_channel_is_input(&box->channels[i]);
		pack->ours[i] = ends[input];
		pack->fds[pack->fd_count++] = own(pack, ends[!input]);
		pack->run->channel_fd[i] = box->channels[i].fd;
		if (fcntl(pack->ours[i], F_SETFL, O_NONBLOCK) != 0)
			return assay_error_errno(err, errno, "fcntl on a pipe");
	}
	return 0;
}

/* All files' bytes one after another in one memory file. */
static int lay_out_files(
	struct assay_pack *pack, const struct assay_box *box, struct assay_error *err)
{
	if (box->file_count == 0)
		return 0;
	int fd = memfd_create("files", MFD_CLOEXEC);
	if (fd < 0)
		return assay_error_errno(err, errno, "memfd_create 'files'");
	pack->fds[pack->fd_count++] = own(pack, fd);
	for (size_t i = 0; i < box->file_count; i++) {
		const struct assay_box_file *file = &box->files[i];
		int status = assay_fd_write_all(fd, file->path, file->data, file->size, err);
		if (status != 0)
			return status;
		pack->run->file_size[i] = file->size;
	}
	if (lseek(fd, 0, SEEK_SET) != 0)
		return assay_error_errno(err, errno, "seek 'files'");
	return 0;
}

static int open_outputs(
	struct assay_pack *pack, const struct assay_box *box, struct assay_error *err)
{
	for (size_t i = 0; i < box->output_count; i++) {
		pack->outputs[i] = memfd_create("output", MFD_CLOEXEC | MFD_ALLOW_SEALING);
		if (pack->outputs[i] < 0)
			return assay_error_errno(err, errno, "memfd_create 'output'");
		pack->fds[pack->fd_count++] = pack->outputs[i];
	}
	return 0;
}

static int put_texts(
	struct assay_wire_run *run, const char *const *texts, size_t count, struct assay_error *err)
{
	for (size_t i = 0; i < count; i++) {
		size_t size = strlen(texts[i]) + 1;
		if (size > sizeof run->text - run->text_size)
			return assay_error_set(err, ASSAY_ERR_USAGE,
				"box: arguments, environment and names are larger than %zu bytes",
				sizeof run->text);
		memcpy(run->text + run->text_size, texts[i], size);
		run->text_size += (uint32_t)size;
	}
	return 0;
}

static int put_all_texts(
	struct assay_wire_run *run, const struct assay_box *box, struct assay_error *err)
{
	const char *path = box->program_path == NULL ? "" : box->program_path;
	int status = put_texts(run, &path, 1, err);
	if (status == 0)
		status = put_texts(run, box->argv, run->argument_count, err);
	if (status == 0)
		status = put_texts(run, environment_of(box), run->environment_count, err);
	for (size_t i = 0; status == 0 && i < box->file_count; i++)
		status = put_texts(run, &box->files[i].path, 1, err);
	return status != 0 ? status : put_texts(run, box->outputs, box->output_count, err);
}

static int put_scratch(struct assay_pack *pack, const struct assay_box *box,
	const struct assay_wire_hello *hello, struct assay_error *err)
{
	if (box->root != ASSAY_ROOT_TOOLCHAIN || (hello->layers & ASSAY_LAYER_MOUNT_NAMESPACE) != 0)
		return 0;
	int fd;
	int status = assay_folder_make(
		pack->scratch, sizeof pack->scratch, hello->privileged != 0, &fd, err);
	if (status != 0)
		return status;
	pack->run->has_scratch = 1;
	pack->fds[pack->fd_count++] = own(pack, fd);
	return 0;
}

static int fill(struct assay_pack *pack, const struct assay_box *box,
	const struct assay_wire_hello *hello, struct assay_error *err)
{
	int status = open_channels(pack, box, err);
	if (status == 0 && box->program_fd >= 0)
		pack->fds[pack->fd_count++] = box->program_fd;
	if (status == 0)
		status = lay_out_files(pack, box, err);
	if (status == 0)
		status = put_scratch(pack, box, hello, err);
	if (status == 0)
		status = open_outputs(pack, box, err);
	return status != 0 ? status : put_all_texts(pack->run, box, err);
}

int assay_pack_make(struct assay_pack *pack, const struct assay_box *box,
	const struct assay_wire_hello *hello, struct assay_error *err)
{
	*pack = (struct assay_pack){.run = malloc(sizeof *pack->run)};
	memset(pack->ours, -1, sizeof pack->ours);
	memset(pack->outputs, -1, sizeof pack->outputs);
	if (pack->run == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	memset(pack->run, 0, offsetof(struct assay_wire_run, text));
	pack->run->kind = ASSAY_WIRE_RUN;
	pack->run->slot = (uint32_t)assay_profile_find(box->profile);
	pack->run->root = (uint32_t)box->root;
	pack->run->own_network = assay_profiles[pack->run->slot]->own_network;
	pack->run->has_program = box->program_fd >= 0;
	pack->run->channel_count = (uint32_t)box->channel_count;
	pack->run->argument_count = (uint32_t)count_texts(box->argv);
	pack->run->environment_count = (uint32_t)count_texts(environment_of(box));
	pack->run->file_count = (uint32_t)box->file_count;
	pack->run->output_count = (uint32_t)box->output_count;
	pack->run->limits = box->limits;
	pack->run->output_file_limit = box->output_file_limit;
	int status = fill(pack, box, hello, err);
	pack->size = offsetof(struct assay_wire_run, text) + pack->run->text_size;
	return status;
}

void assay_pack_sent(struct assay_pack *pack)
{
	for (size_t i = 0; i < pack->owned_count; i++)
		close(pack->owned[i]);
	pack->owned_count = 0;
	free(pack->run);
	pack->run = NULL;
}

void assay_pack_release(struct assay_pack *pack)
{
	assay_pack_sent(pack);
	for (size_t i = 0; i < ASSAY_CHANNELS_MAX; i++)
		assay_cleanup_fd(&pack->ours[i]);
	for (size_t i = 0; i < ASSAY_BOX_OUTPUTS_MAX; i++)
		assay_cleanup_fd(&pack->outputs[i]);
	if (pack->scratch[0] != '\0')
		assay_folder_remove(pack->scratch);
}
