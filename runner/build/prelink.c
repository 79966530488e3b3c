/*
 * prelink.c - owns the making and keeping of the library that is linked beforehand. Two runs of gcc
 * in a box, over our own text and the machine's library; no byte of a challenge or a candidate.
 */
#include "prelink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "../digest.h"
#include "cache.h"
#include "compile_box.h"
#include "maker.h"

#define LIBRARY_MAX  (6u << 20) /* bytes */
#define LIBRARY_NAME "library"
#define FORMAT       "prelink/5"

extern const char assay_embedded_shim[];
extern const char assay_embedded_shim_end[];

void assay_prelink_release(struct assay_prelink *prelink)
{
	assay_bytes_release(&prelink->object);
	assay_bytes_release(&prelink->script);
	assay_bytes_release(&prelink->maths);
	assay_bytes_release(&prelink->headers);
	assay_bytes_release(&prelink->body);
}

/* Runs gcc over `files`; what it made as bytes, none where it failed. */
static int run_gcc(struct assay_sandbox *sandbox, const struct assay_compile_work *work,
	struct assay_bytes *ret_product)
{
	ASSAY_AUTO(assay_observation_release) struct assay_observation seen;
	assay_observation_init(&seen);
	int status = assay_compile_box_run(sandbox, work, &seen, NULL);
	int fd = seen.output_fds[ASSAY_COMPILE_PRODUCT];
	if (status != 0 || seen.status != ASSAY_STATUS_EXITED || seen.exit_code != 0 || fd < 0)
		return status;
	return assay_fd_read_all(fd, LIBRARY_NAME, LIBRARY_MAX, ret_product, NULL);
}

/* The library as a program that has no main of its own. Functions that it lacks lead to 0. */
static int link_library(struct assay_sandbox *sandbox, const struct assay_build_language *language,
	int cancel_fd, struct assay_bytes *ret_library)
{
	char head[64];
	char jumps[64];
	char data[64];
	char start[64];
	snprintf(head, sizeof head, "-DASSAY_HEAD_ADDRESS=0x%llx",
		(unsigned long long)ASSAY_PRELINK_HEAD);
	snprintf(jumps, sizeof jumps, "-Wl,--section-start=.assay_jumps=0x%llx",
		(unsigned long long)ASSAY_PRELINK_JUMPS);
	snprintf(data, sizeof data, "-Wl,--section-start=.assay_data=0x%llx",
		(unsigned long long)ASSAY_PRELINK_DATA);
	snprintf(start, sizeof start, "-Wl,-Ttext-segment=0x%llx",
		(unsigned long long)ASSAY_PRELINK_START);
	const char *const argv[] = {"gcc", "-std=gnu17", "-O2", "-fno-pie", "-no-pie", "-static",
		"-fuse-ld=bfd", "-fno-use-linker-plugin", head, jumps, data, start,
		"-Wl,--unresolved-symbols=ignore-all", "-Wl,-z,norelro", "-Wl,--build-id=none",
		"-Wl,--no-eh-frame-hdr", "-o", "out", "shim.c", "jumps.s", "-lm", NULL};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	assay_prelink_put_jumps(&text);
	const struct assay_box_file files[] = {
		{"shim.c", assay_embedded_shim,
			(uintptr_t)assay_embedded_shim_end - (uintptr_t)assay_embedded_shim},
		{"jumps.s", assay_bytes_text(&text), text.size},
	};
	const struct assay_compile_work work = {
		.program_fd = -1,
		.program_path = language->compiler,
		.argv = argv,
		.files = files,
		.file_count = 2,
		.cancel_fd = cancel_fd,
	};
	return text.failed ? ASSAY_ERR_SYSTEM : run_gcc(sandbox, &work, ret_library);
}

/* An empty object where this toolchain cannot make one; an error where it might another time. */
static int make(struct assay_sandbox *sandbox, const struct assay_build_language *language,
	int cancel_fd, struct assay_prelink *ret_prelink)
{
	static const char *const argv[] = {"gcc", "-c", "-o", "out", "blocks.s", NULL};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes library = {0};
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	int status = link_library(sandbox, language, cancel_fd, &library);
	if (status != 0 || library.size == 0 ||
		!assay_prelink_cut(&library, LIBRARY_NAME, &text, ret_prelink))
		return status;
	const struct assay_box_file files[] = {
		{"blocks.s", text.data, text.size},
		{LIBRARY_NAME, library.data, library.size},
	};
	const struct assay_compile_work work = {
		.program_fd = -1,
		.program_path = language->compiler,
		.argv = argv,
		.files = files,
		.file_count = 2,
		.cancel_fd = cancel_fd,
	};
	return run_gcc(sandbox, &work, &ret_prelink->object);
}

static void make_key(const struct assay_build_language *language, const char *part,
	char ret_key[ASSAY_DIGEST_SIZE])
{
	char text[512];
	char identity[256];
	assay_build_language_identity(language, identity, sizeof identity);
	int size = snprintf(text, sizeof text, FORMAT " " ASSAY_VERSION " %s %s", part, identity);
	assay_digest_bytes(text, size < 0 ? 0 : strlen(text), ret_key);
}

/* The parts as the cache has them. The body is the largest, and is read when a program is there. */
enum {
	PART_OBJECT,
	PART_SCRIPT,
	PART_MATHS,
	PART_HEADERS,
	PART_BODY,
	PART_COUNT,
};
static const char *const part_names[PART_COUNT] = {"object", "script", "maths", "headers", "body"};

static struct assay_bytes *part_of(struct assay_prelink *prelink, size_t part)
{
	struct assay_bytes *const parts[PART_COUNT] = {&prelink->object, &prelink->script,
		&prelink->maths, &prelink->headers, &prelink->body};
	return parts[part];
}

static void keep(char keys[PART_COUNT][ASSAY_DIGEST_SIZE], struct assay_prelink *prelink)
{
	for (size_t i = 0; i < PART_COUNT; i++) {
		const struct assay_bytes *part = part_of(prelink, i);
		assay_cache_put(keys[i], assay_bytes_text(part), part->size);
	}
	assay_bytes_release(&prelink->body);
}

/* Where it cannot be made, that is kept too: as an empty object. */
bool assay_prelink_load(struct assay_sandbox *sandbox, const struct assay_build_language *language,
	int cancel_fd, struct assay_prelink *ret_prelink)
{
	char keys[PART_COUNT][ASSAY_DIGEST_SIZE];
	struct assay_prelink prelink = {0};
	for (size_t i = 0; i < PART_COUNT; i++)
		make_key(language, part_names[i], keys[i]);
	bool kept = assay_cache_has(keys[PART_BODY]);
	for (size_t i = 0; kept && i < PART_BODY; i++)
		kept = assay_cache_get(keys[i], part_of(&prelink, i));
	if (!kept && sandbox != NULL && access(language->plain_linker, X_OK) == 0 &&
		assay_cache_usable()) {
		assay_prelink_release(&prelink);
		if (make(sandbox, language, cancel_fd, &prelink) != 0)
			assay_prelink_release(&prelink);
		else
			keep(keys, &prelink);
	}
	if (prelink.object.size == 0) {
		assay_prelink_release(&prelink);
		return false;
	}
	*ret_prelink = prelink;
	return true;
}

int assay_prelink_open_body(const struct assay_build_language *language)
{
	char key[ASSAY_DIGEST_SIZE];
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes body = {0};
	make_key(language, part_names[PART_BODY], key);
	if (!assay_cache_get(key, &body) || body.size == 0) {
		assay_cache_drop(key);
		return -1;
	}
	ASSAY_AUTO_FD int fd = memfd_create("program", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0 || lseek(fd, ASSAY_MAKER_BODY_AT, SEEK_SET) != ASSAY_MAKER_BODY_AT ||
		assay_fd_write_all(fd, "program", body.data, body.size, NULL) != 0 ||
		lseek(fd, 0, SEEK_SET) != 0)
		return -1;
	return assay_steal_fd(&fd);
}

bool assay_prelink_join(int body_fd, int program_fd)
{
	struct stat status;
	off_t at = 0;
	if (fstat(program_fd, &status) != 0 || status.st_size > ASSAY_MAKER_BODY_AT)
		return false;
	while (at < status.st_size) {
		ssize_t n = sendfile(body_fd, program_fd, &at, (size_t)(status.st_size - at));
		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
	}
	return lseek(body_fd, 0, SEEK_SET) == 0 &&
	       fcntl(body_fd, F_ADD_SEALS,
		       F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0;
}
