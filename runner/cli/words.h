/*
 * words.h - what the capitals in a synopsis stand for: which of them can be completed, and by what.
 */
#ifndef ASSAY_RUNNER_CLI_WORDS_H
#define ASSAY_RUNNER_CLI_WORDS_H

#include <assay/bytes.h>

#include "command.h"

enum assay_word_kind {
	ASSAY_WORD_FREE,      /* a number, a name: nothing to offer */
	ASSAY_WORD_CHOICE,    /* one of `choices` */
	ASSAY_WORD_PAIR,      /* one of `choices`, '=', a file */
	ASSAY_WORD_CHALLENGE, /* an id of `assay list` */
	ASSAY_WORD_ATTEMPT,   /* an id of `assay history` */
	ASSAY_WORD_FILE,      /* a file or a folder */
	ASSAY_WORD_FOLDER,
	ASSAY_WORD_PROGRAM, /* what a shell can run */
};

/* A row of the table. `choices` appends them, a space before each. */
struct assay_word {
	const char *commands; /* of these alone, between spaces; NULL for all */
	const char *word;
	enum assay_word_kind kind;
	void (*choices)(struct assay_bytes *text);
};

/* What the value of an option is; NULL for a word that the table does not have. */
const struct assay_word *assay_word_of_option(
	const struct assay_command *command, const struct assay_option *option);

/* An operand, as the synopsis has it. */
struct assay_operand {
	const struct assay_word *word; /* NULL: a word to be typed as it is, such as `show` */
	char name[32];
	bool optional, repeatable;
};
#define ASSAY_OPERANDS_MAX 4
/* Reads the operands from a command's synopsis. Returns their number; what does not fit, or is
 * neither in the table nor in lower case, counts as too many: ASSAY_OPERANDS_MAX + 1. */
size_t assay_word_operands(
	const struct assay_command *command, struct assay_operand ret_operands[ASSAY_OPERANDS_MAX]);

/* Every name in `names`, between spaces, that is `name`. */
bool assay_word_among(const char *names, const char *name);

#endif
