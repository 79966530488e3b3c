/*
 * kit_makefile.c - owns the Makefile of a started folder: builds and tests the samples with plain
 * tools, so that gdb, valgrind and sqlite3 work as anywhere. What it says is a help; `assay test`
 * decides.
 */
#include <string.h>

#include "kit.h"

static const char function_rules[] =
	"CC     = gcc\n"
	"CFLAGS = -std=gnu17 -O1 -g -Wall -Wextra\n"
	"\n"
	"program: $(SOURCES) $(HEADERS) include/assay/driver.h\n"
	"\t$(CC) $(CFLAGS) $(CPPFLAGS) -Iinclude -I. -o $@ $(SOURCES) $(LDLIBS)\n"
	"\n"
	"# Every sample; what is not as expected is shown as a difference.\n"
	"test: program\n"
	"\t@failed=0; for input in samples/*.in; do \\\n"
	"\t\tname=$${input%.in}; \\\n"
	"\t\t./program <$$input 3>$$name.got || { echo \"$$name: exit status $$?\"; failed=1; }; "
	"\\\n"
	"\t\tif $(COMPARE) $$name.ans $$name.got; then echo \"$$name: as expected\"; \\\n"
	"\t\telse failed=1; fi; \\\n"
	"\tdone; exit $$failed\n"
	"\n"
	"# gdb -ex 'run < samples/NAME.in' ./program      stops where it crashes\n"
	"valgrind: program\n"
	"\tfor input in samples/*.in; do \\\n"
	"\t\tvalgrind -q --leak-check=full --error-exitcode=1 ./program <$$input 3>/dev/null || "
	"exit 1; \\\n"
	"\tdone\n"
	"\n"
	"clean:\n"
	"\trm -f program samples/*.got\n";

/* The script of a test becomes input of the sqlite3 shell, and its output becomes answers. */
static const char sql_rules[] =
	"# Needs the shell of SQLite (Debian: sqlite3) and awk.\n"
	"test:\n"
	"\t@failed=0; for input in samples/*.in; do \\\n"
	"\t\tname=$${input%.in}; \\\n"
	"\t\tawk -v candidates=\"$(SOURCES)\" \"$$to_shell\" $$input | sqlite3 -bail :memory: | "
	"\\\n"
	"\t\t\tawk \"$$to_answers\" >$$name.got || failed=1; \\\n"
	"\t\tif $(COMPARE) $$name.ans $$name.got; then echo \"$$name: as expected\"; \\\n"
	"\t\telse failed=1; fi; \\\n"
	"\tdone; exit $$failed\n"
	"\n"
	"define to_shell\n"
	"function leave() { if (kind == \"@write\") print \"SELECT total_changes();\"\n"
	"  if (kind != \"\") print \".print @end\"; kind = \"\" }\n"
	"BEGIN { print \".mode list\"; print \".nullvalue NULL\" }\n"
	"/^@setup/ { leave(); next }\n"
	"/^@candidate/ { leave(); n = split(candidates, file, \" \")\n"
	"  for (i = 1; i <= n; i++) print \".read \" file[i]; next }\n"
	"/^@(query|write) / { leave(); kind = $$1; print \".print \" $$0\n"
	"  if (kind == \"@write\") print \"SELECT total_changes();\"; next }\n"
	"{ print }\n"
	"END { leave() }\n"
	"endef\n"
	"export to_shell\n"
	"\n"
	"define to_answers\n"
	"/^@query / { name = $$2; kind = \"query\"; rows = 0; next }\n"
	"/^@write / { name = $$2; kind = \"write\"; rows = 0; next }\n"
	"/^@end/ { if (kind == \"query\") print name \": \" rows \" rows\"\n"
	"  else print name \": \" last - first \" changes\"; kind = \"\"; next }\n"
	"kind == \"query\" { print name \"|\" $$0; rows++; next }\n"
	"kind == \"write\" { if (rows++ == 0) first = $$0; last = $$0; next }\n"
	"{ print }\n"
	"endef\n"
	"export to_answers\n"
	"\n"
	"clean:\n"
	"\trm -f samples/*.got\n";

static bool has_ending(const char *name, const char *ending)
{
	size_t size = strlen(name), tail = strlen(ending);
	return size > tail && strcmp(name + size - tail, ending) == 0;
}

static void put_files(const struct assay_challenge *challenge, const char *ending,
	bool editable_only, struct assay_bytes *text)
{
	for (size_t i = 0; i < challenge->file_count; i++) {
		const struct assay_file_spec *file = &challenge->files[i];
		if (has_ending(file->path, ending) && (file->editable || !editable_only))
			assay_bytes_printf(text, " %s", file->path);
	}
}

/* How the samples' answers are compared, as near as plain tools come. */
static const char *compare_command(enum assay_compare compare)
{
	switch (compare) {
	case ASSAY_COMPARE_EXACT:
		return "diff -u";
	case ASSAY_COMPARE_UNORDERED:
		return "sorted() { sort $$1 >$$2.left; sort $$2 >$$2.right; "
		       "diff -u $$2.left $$2.right; set -- $$? $$2; rm -f $$2.left $$2.right; "
		       "return $$1; }; sorted";
	case ASSAY_COMPARE_LINES:
	case ASSAY_COMPARE_TOKENS:
	case ASSAY_COMPARE_NUMBERS:
	case ASSAY_COMPARE_CHECKER:
		break;
	}
	return "diff -u -b -B";
}

void assay_kit_put_makefile(const struct assay_challenge *challenge, struct assay_bytes *ret_text)
{
	assay_bytes_puts(ret_text,
		"# Builds and tests this folder with plain tools:  make test\n"
		"# `assay test` runs the same samples in a box and is the one that decides.\n\n");
	if (challenge->compare == ASSAY_COMPARE_NUMBERS ||
		challenge->compare == ASSAY_COMPARE_CHECKER)
		assay_bytes_puts(ret_text,
			"# More answers than the one shown may be right: a difference here is a "
			"hint.\n\n");
	bool sql = challenge->harness == ASSAY_HARNESS_SQL;
	assay_bytes_puts(ret_text, "SOURCES =");
	put_files(challenge, sql ? ".sql" : ".c", sql, ret_text);
	if (!sql) {
		assay_bytes_printf(ret_text, " %s\nHEADERS =", challenge->driver);
		put_files(challenge, ".h", false, ret_text);
		assay_bytes_puts(ret_text, "\nLDLIBS  =");
		for (size_t i = 0; i < challenge->library_count; i++)
			assay_bytes_printf(ret_text, " -l%s", challenge->libraries[i]);
	}
	assay_bytes_printf(ret_text, "\nCOMPARE = %s\n", compare_command(challenge->compare));
	assay_bytes_printf(ret_text, "\n.PHONY: all test%s clean\n", sql ? "" : " valgrind");
	if (!sql)
		assay_bytes_puts(ret_text, "\nall: program\n\n");
	assay_bytes_puts(ret_text, sql ? sql_rules : function_rules);
}
