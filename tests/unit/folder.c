/*
 * folder.c - temporary folders for tests. Any failure here ends the test program.
 */
#include "folder.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void require(int holds, const char *what)
{
	if (!holds) {
		perror(what);
		abort();
	}
}

char *folder_make(void)
{
	const char *base = getenv("TMPDIR");
	char *root = folder_join(base == NULL ? "/tmp" : base, "assay-unit.XXXXXX");
	require(mkdtemp(root) != NULL, root);
	return root;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

void folder_remove(char *root)
{
	require(nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0, root);
	free(root);
}

char *folder_join(const char *root, const char *path)
{
	char *joined = NULL;
	require(asprintf(&joined, "%s/%s", root, path) >= 0, path);
	return joined;
}

static void make_parents(char *path)
{
	for (char *at = strchr(path + 1, '/'); at != NULL; at = strchr(at + 1, '/')) {
		*at = '\0';
		require(mkdir(path, 0755) == 0 || errno == EEXIST, path);
		*at = '/';
	}
}

void folder_write(const char *root, const char *path, const char *text)
{
	char *joined = folder_join(root, path);
	make_parents(joined);
	FILE *file = fopen(joined, "we");
	require(file != NULL, joined);
	require(fputs(text, file) >= 0 && fclose(file) == 0, joined);
	free(joined);
}

void folder_delete(const char *root, const char *path)
{
	char *joined = folder_join(root, path);
	require(nftw(joined, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0, joined);
	free(joined);
}

void folder_link(const char *root, const char *path, const char *target)
{
	char *joined = folder_join(root, path);
	make_parents(joined);
	require(symlink(target, joined) == 0, joined);
	free(joined);
}

char *folder_replace(const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);
	require(at != NULL && strstr(at + 1, old) == NULL, old);
	char *changed = NULL;
	require(asprintf(&changed, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old)) >= 0,
		old);
	return changed;
}

const char folder_manifest[] =
	"{\n"
	"  \"format\": \"assay.challenge/1\",\n"
	"  \"id\": \"small\",\n"
	"  \"version\": \"1.0.0\",\n"
	"  \"title\": \"Small\",\n"
	"  \"summary\": \"As little as a challenge may be.\",\n"
	"  \"kind\": \"implement\",\n"
	"  \"harness\": \"function\",\n"
	"  \"language\": \"c\",\n"
	"  \"topics\": [\"testing\"],\n"
	"  \"difficulty\": 1,\n"
	"  \"minutes\": 10,\n"
	"  \"limits\": {\"cpu_seconds\": 1, \"memory_bytes\": 67108864},\n"
	"  \"files\": [{\"path\": \"add.c\", \"editable\": true}, {\"path\": \"add.h\"}],\n"
	"  \"reference\": \"submissions/accepted/add.c\",\n"
	"  \"driver\": \"driver/driver.c\",\n"
	"  \"groups\": [\n"
	"    {\"name\": \"sample\", \"behaviour\": \"the worked example\"},\n"
	"    {\"name\": \"sums\", \"behaviour\": \"adds\", \"points\": 100,\n"
	"     \"generate\": [{\"name\": \"random\", \"generator\": \"generators/add.c\", "
	"\"count\": 3}]}\n"
	"  ]\n"
	"}\n";

void folder_write_challenge(const char *root, const char *id)
{
	static const char *const files[][2] = {
		{"statement.md", "Add two numbers.\n"},
		{"solution.md", "Add them.\n"},
		{"starter/add.c", "int add(int a, int b)\n{\n\treturn a;\n}\n"},
		{"starter/add.h", "int add(int a, int b);\n"},
		{"driver/driver.c", "#include <assay/driver.h>\n"},
		{"generators/add.c", "int main(void)\n{\n}\n"},
		{"submissions/accepted/add.c", "int add(int a, int b)\n{\n\treturn a + b;\n}\n"},
		{"data/sample/1.in", "add 1 2\n"},
		{"data/sample/1.ans", "3\n"},
		{"data/secret/sums/zero.in", "add 0 0\n"},
		{"data/secret/sums/zero.ans", "0\n"},
	};
	char *folder = folder_join(root, id);
	char *name = NULL;
	require(asprintf(&name, "\"id\": \"%s\"", id) >= 0, id);
	char *manifest = folder_replace(folder_manifest, "\"id\": \"small\"", name);
	folder_write(folder, "challenge.json", manifest);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		folder_write(folder, files[i][0], files[i][1]);
	free(manifest);
	free(name);
	free(folder);
}
