/*
 * languages.c - owns the table of compilers, and whether they are installed. Runs none.
 */
#include "languages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <assay/bytes.h>

#include "../digest.h"

/* GNU C: what an interview asks for (strdup, ssize_t, getline) must not fail for want of a macro.
 */
static const char *const c_flags[] = {"-std=gnu17", "-O2", "-Wall", "-Wextra", NULL};
static const char *const c_hidden_flags[] = {
	"-pipe", "-fdiagnostics-plain-output", "-fmax-errors=20", NULL};
static const char *const c_object_flags[] = {"-c", NULL};
static const char *const c_join_flags[] = {"-r", "-nostdlib", NULL};
static const char *const c_link_flags[] = {"-static", NULL};
/* A plugin for link-time optimisation and a digest of the output, neither of which is used, cost a
 * sixth of a link. */
static const char *const c_hidden_link_flags[] = {
	"-fno-use-linker-plugin", "-Wl,--build-id=none", NULL};
static const char *const c_needs[] = {
	"/usr/bin/gcc", "/usr/bin/as", "/usr/bin/ld", "/usr/include/stdio.h", NULL};

static const struct assay_build_language languages[] = {
	{
		.name = "c",
		.compiler = "/usr/bin/gcc",
		.needs = c_needs,
		.packages = "gcc libc6-dev binutils",
		.source_suffix = ".c",
		.flags = c_flags,
		.hidden_flags = c_hidden_flags,
		.object_flags = c_object_flags,
		.join_flags = c_join_flags,
		.link_flags = c_link_flags,
		.hidden_link_flags = c_hidden_link_flags,
		.quick_linker = "/usr/bin/ld.gold",
		.quick_linker_flag = "-fuse-ld=gold",
		.plain_linker = "/usr/bin/ld.bfd",
	},
};

const struct assay_build_language *assay_build_language_find(const char *name)
{
	for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
		if (strcmp(languages[i].name, name) == 0)
			return &languages[i];
	}
	return NULL;
}

/* Whether a user would find programs of /usr/bin: whoever takes it out of PATH means it. */
static bool path_has_usr_bin(void)
{
	const char *path = getenv("PATH");
	while (path != NULL && *path != '\0') {
		size_t length = strcspn(path, ":");
		if ((length == 8 && strncmp(path, "/usr/bin", 8) == 0) ||
			(length == 4 && strncmp(path, "/bin", 4) == 0))
			return true;
		path += length;
		path += *path == ':';
	}
	return false;
}

int assay_build_language_check(const struct assay_build_language *language, struct assay_error *err)
{
	for (size_t i = 0; language->needs[i] != NULL; i++) {
		bool program = strncmp(language->needs[i], "/usr/bin/", 9) == 0;
		if (access(language->needs[i], program ? X_OK : R_OK) == 0 && path_has_usr_bin())
			continue;
		return assay_error_set(err, ASSAY_ERR_TOOLCHAIN,
			"no compiler for '%s': '%s' is not there or not in PATH; install it with: "
			"apt-get install %s",
			language->name, language->needs[i], language->packages);
	}
	return 0;
}

/* Libraries that become part of programs, where distributions have them. */
static const char *const libraries[] = {"/usr/lib/x86_64-linux-gnu/libc.a", "/usr/lib64/libc.a",
	"/usr/lib/libc.a", "/usr/lib/x86_64-linux-gnu/libm.a", "/usr/lib64/libm.a",
	"/usr/lib/libm.a", NULL};

/* A file's identity as far as the file system knows it; "" where it is not there. */
static void put_identity(struct assay_bytes *text, const char *path)
{
	struct stat status;
	if (stat(path, &status) == 0)
		assay_bytes_printf(text, "%s %llu %lld %lld.%09ld\n", path,
			(unsigned long long)status.st_ino, (long long)status.st_size,
			(long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

void assay_build_language_identity(
	const struct assay_build_language *language, char *ret_identity, size_t size)
{
	struct assay_bytes text = {0};
	char digest[ASSAY_DIGEST_SIZE];
	for (size_t i = 0; language->needs[i] != NULL; i++)
		put_identity(&text, language->needs[i]);
	for (size_t i = 0; libraries[i] != NULL; i++)
		put_identity(&text, libraries[i]);
	put_identity(&text, language->quick_linker);
	put_identity(&text, language->plain_linker);
	assay_digest_bytes(assay_bytes_text(&text), text.size, digest);
	assay_bytes_release(&text);
	snprintf(ret_identity, size, "%s %s", language->compiler, digest);
}
