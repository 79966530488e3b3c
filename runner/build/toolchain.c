/*
 * toolchain.c - owns the reading of `gcc -###`. What is not of the shape that is known is refused,
 * never guessed at.
 */
#include "toolchain.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <assay/cleanup.h>

#include "../digest.h"
#include "cache.h"
#include "compile_box.h"

#define FORMAT "toolchain/1"

void assay_toolchain_release(struct assay_toolchain *toolchain)
{
	assay_bytes_release(&toolchain->text);
	*toolchain = (struct assay_toolchain){0};
}

/*
 * Cuts the next word off `*at`, in place: words stand between spaces, "quoted" where they hold what
 * a shell would read, with \ before what quotes would not keep. NULL at the end of the line.
 */
static char *next_word(char **at)
{
	char *from = *at + strspn(*at, " ");
	char *word = from;
	char *to = from;
	bool quoted = false;
	if (*from == '\0')
		return NULL;
	for (; *from != '\0' && (quoted || *from != ' '); from++) {
		if (*from == '"') {
			quoted = !quoted;
			continue;
		}
		if (*from == '\\' && from[1] != '\0')
			from++;
		*to++ = *from;
	}
	*at = *from == '\0' ? from : from + 1;
	*to = '\0';
	return word;
}

/* Reads a line as a command whose word `slot` becomes NULL, once. `*ret_piped`: it ended in |. */
static bool parse_command(
	char *line, const char *slot, struct assay_toolchain_command *command, bool *ret_piped)
{
	size_t slots = 0;
	*ret_piped = false;
	for (char *word; (word = next_word(&line)) != NULL;) {
		if (*ret_piped || command->count == ASSAY_TOOLCHAIN_WORDS_MAX)
			return false;
		if (strcmp(word, "|") == 0) {
			*ret_piped = true;
			continue;
		}
		/* '=' and '@' would mean something to the maker, and to the programs themselves. */
		bool is_slot = strcmp(word, slot) == 0;
		if (word[0] == '=' || word[0] == '@' || word[0] == '\0')
			return false;
		slots += is_slot;
		command->words[command->count++] = is_slot ? NULL : word;
	}
	return slots == 1 && command->count > 1 && command->words[0] != NULL;
}

/* The first line from `*at` on that begins with a space, ended by NUL; commands do, nothing else. */
static char *next_command(char **at)
{
	while (*at != NULL && **at != '\0') {
		char *line = *at;
		char *newline = strchr(line, '\n');
		*at = newline == NULL ? NULL : newline + 1;
		if (newline != NULL)
			*newline = '\0';
		if (line[0] == ' ')
			return line;
	}
	return NULL;
}

static bool ends_with(const char *text, const char *end)
{
	size_t size = strlen(text);
	size_t end_size = strlen(end);
	return size >= end_size && strcmp(text + size - end_size, end) == 0;
}

/* gcc names what stands in its own folders by path, and what it would look up in PATH by name. */
static bool place_assembler(struct assay_toolchain *toolchain)
{
	const char **program = &toolchain->assembler.words[0];
	if (strcmp(*program, "as") == 0)
		*program = "/usr/bin/as";
	return (*program)[0] == '/' && ends_with(*program, "/as");
}

bool assay_toolchain_parse(struct assay_bytes *text, struct assay_toolchain *ret_toolchain)
{
	struct assay_toolchain toolchain = {0};
	bool piped = false;
	bool last = false;
	if (text->size == 0 || memchr(text->data, '\0', text->size) != NULL)
		return false;
	char *at = text->data;
	char *first = next_command(&at);
	char *second = next_command(&at);
	char *third = next_command(&at);
	if (first == NULL || second == NULL || third != NULL ||
		!parse_command(first, ASSAY_TOOLCHAIN_SOURCE, &toolchain.compiler, &piped) ||
		!parse_command(second, ASSAY_TOOLCHAIN_OBJECT, &toolchain.assembler, &last) ||
		!piped || last || !place_assembler(&toolchain))
		return false;
	const char *compiler = toolchain.compiler.words[0];
	if (compiler[0] != '/' || !ends_with(compiler, "/cc1"))
		return false;
	toolchain.text = *text;
	assay_bytes_init(text);
	*ret_toolchain = toolchain;
	return true;
}

/* What gcc says that it would do. */
static bool ask(struct assay_sandbox *sandbox, const struct assay_build_language *language,
	int cancel_fd, struct assay_bytes *ret_text)
{
	const char *argv[ASSAY_TOOLCHAIN_WORDS_MAX] = {"gcc", "-###"};
	size_t count = 2;
	const char *const *const lists[] = {language->flags, language->hidden_flags};
	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; lists[i][j] != NULL && count < ASSAY_TOOLCHAIN_WORDS_MAX - 8;
			j++)
			argv[count++] = lists[i][j];
	}
	const char *const rest[] = {
		"-iquote", "src", "-c", ASSAY_TOOLCHAIN_SOURCE, "-o", ASSAY_TOOLCHAIN_OBJECT, NULL};
	memcpy(&argv[count], rest, sizeof rest);
	const struct assay_box_file files[] = {{ASSAY_TOOLCHAIN_SOURCE, "", 0}};
	const struct assay_compile_work work = {
		.program_fd = -1,
		.program_path = language->compiler,
		.argv = argv,
		.files = files,
		.file_count = 1,
		.cancel_fd = cancel_fd,
	};
	ASSAY_AUTO(assay_observation_release) struct assay_observation seen;
	assay_observation_init(&seen);
	if (assay_compile_box_run(sandbox, &work, &seen, NULL) != 0 ||
		seen.status != ASSAY_STATUS_EXITED || seen.exit_code != 0)
		return false;
	const struct assay_bytes *log = &seen.channel_output[ASSAY_COMPILE_LOG];
	assay_bytes_clear(ret_text);
	assay_bytes_append(ret_text, assay_bytes_text(log), log->size);
	return !ret_text->failed && ret_text->size > 0;
}

static void make_key(const struct assay_build_language *language, char ret_key[ASSAY_DIGEST_SIZE])
{
	struct assay_digest *digest;
	char identity[256];
	const char *const *const lists[] = {language->flags, language->hidden_flags};
	ret_key[0] = '\0';
	if (assay_digest_open(&digest, NULL) != 0)
		return;
	assay_build_language_identity(language, identity, sizeof identity);
	assay_digest_part(digest, FORMAT, strlen(FORMAT));
	assay_digest_part(digest, identity, strlen(identity));
	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; lists[i][j] != NULL; j++)
			assay_digest_part(digest, lists[i][j], strlen(lists[i][j]));
	}
	assay_digest_close(digest, ret_key);
}

bool assay_toolchain_load(struct assay_sandbox *sandbox,
	const struct assay_build_language *language, int cancel_fd,
	struct assay_toolchain *ret_toolchain)
{
	char key[ASSAY_DIGEST_SIZE];
	ASSAY_AUTO(assay_bytes_release) struct assay_bytes text = {0};
	make_key(language, key);
	if (key[0] == '\0')
		return false;
	if (!assay_cache_get(key, &text)) {
		if (sandbox == NULL || !assay_cache_usable() ||
			!ask(sandbox, language, cancel_fd, &text))
			return false;
		assay_cache_put(key, text.data, text.size);
	}
	struct assay_toolchain toolchain;
	if (!assay_toolchain_parse(&text, &toolchain))
		return false;
	/* An answer of yesterday's is worth nothing without its programs. */
	if (access(toolchain.compiler.words[0], X_OK) != 0 ||
		access(toolchain.assembler.words[0], X_OK) != 0) {
		assay_toolchain_release(&toolchain);
		return false;
	}
	*ret_toolchain = toolchain;
	return true;
}
