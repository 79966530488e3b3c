/*
 * tree.c - owns the making of BPF from rules by number. Pure: it knows no names and loads nothing.
 *
 * A filter is loaded in each launch, and the kernel takes its time by the instruction: it checks
 * them, translates them, and runs them once for every number there is, to learn which calls are
 * always allowed; those it never asks the filter about again (kernel/seccomp.c,
 * seccomp_cache_prepare). So the code is short, and no number is far from the root: neighbours with
 * one answer are one leaf, answers are shared, and the tree halves what the kernel has to run.
 *
 * Code is written from its end to its beginning, so that a jump's target is always known.
 */
#include "tree.h"

#include <linux/seccomp.h>
#include <stdbool.h>

/* The numbers of x32 calls start here (arch/x86/include/uapi/asm/unistd.h). */
#define X32_START 0x40000000u
/* Calls that exist have numbers below this; the kernel runs the filter for each of them. */
#define NUMBERS 512
/* A leaf whose arguments are looked at is run at each call, not only when the filter is loaded. */
#define ASKED_WEIGHT 32
#define LEAVES_MAX   1024
/* Exceptions of one leaf, tried one after another. */
#define EXCEPTIONS_MAX 4
/* A jump is one byte; what two targets of one jump may add is left over. */
#define NEAR 250

/* An instruction is named by its distance from the end: its mark. */
struct code {
	struct sock_filter *backwards;
	uint32_t count;
	bool overflow;
};

/* Numbers from `low` to the next leaf's, all answered at `answer` but for single exceptions; `mark`
 * is where these are looked for. */
struct leaf {
	uint32_t low, answer, mark, weight, exceptions;
};

struct forest {
	struct code code;
	struct leaf leaves[LEAVES_MAX];
	size_t count;
};

static void append(
	struct code *code, uint16_t operation, uint32_t value, uint32_t jump_yes, uint32_t jump_no)
{
	if (code->count >= BPF_MAXINSNS) {
		code->overflow = true;
		return;
	}
	code->backwards[code->count++] =
		(struct sock_filter){operation, (uint8_t)jump_yes, (uint8_t)jump_no, value};
}

static bool is_return(const struct code *code, uint32_t mark)
{
	return code->backwards[mark].code == (BPF_RET | BPF_K);
}

/* `mark`, or a place near by that is as good: an answer is written again, all else is jumped to. */
static uint32_t reach(struct code *code, uint32_t mark)
{
	if (code->count - mark <= NEAR)
		return mark;
	uint32_t value = code->backwards[mark].k;
	for (uint32_t at = code->count - NEAR; is_return(code, mark) && at < code->count; at++) {
		if (is_return(code, at) && code->backwards[at].k == value)
			return at;
	}
	if (is_return(code, mark))
		append(code, BPF_RET | BPF_K, value, 0, 0);
	else
		append(code, BPF_JMP | BPF_JA, code->count - 1 - mark, 0, 0);
	return code->count - 1;
}

static void put_jump(struct code *code, uint16_t test, uint32_t value, uint32_t yes, uint32_t no)
{
	yes = reach(code, yes);
	no = reach(code, no);
	uint32_t next = code->count - 1;
	append(code, BPF_JMP | test | BPF_K, value, next - yes, next - no);
}

static void put_statement(struct code *code, uint16_t operation, uint32_t value)
{
	append(code, operation, value, 0, 0);
}

static uint32_t last_mark(const struct code *code)
{
	return code->count - 1;
}

/* The instruction that returns `action`; there is one of each, at the end. */
static uint32_t find_return(struct code *code, uint32_t action)
{
	for (uint32_t i = 0; i < code->count; i++) {
		if (code->backwards[i].code == (BPF_RET | BPF_K) && code->backwards[i].k == action)
			return i;
	}
	put_statement(code, BPF_RET | BPF_K, action);
	return last_mark(code);
}

/* One half of an argument under its mask: what a condition comes down to. */
struct word {
	uint32_t offset; /* in struct seccomp_data */
	uint32_t mask, value;
};

#define WORDS_MAX ((size_t)2 * ASSAY_CONDITIONS_MAX)

/* The halves that matter, at most two a condition; how many there are. */
static size_t split_words(const struct assay_rule *row, struct word ret_words[WORDS_MAX])
{
	size_t count = 0;
	for (size_t i = 0; i < ASSAY_CONDITIONS_MAX && row->conditions[i].used; i++) {
		const struct assay_condition *condition = &row->conditions[i];
		uint32_t low = (uint32_t)(offsetof(struct seccomp_data, args) +
					  condition->argument * sizeof(uint64_t));
		uint32_t high = low;
		if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
			high += sizeof(uint32_t);
		else
			low += sizeof(uint32_t);
		const struct word halves[] = {
			{low, (uint32_t)condition->mask, (uint32_t)condition->value},
			{high, (uint32_t)(condition->mask >> 32),
				(uint32_t)(condition->value >> 32)}};
		for (size_t j = 0; j < 2; j++) {
			if (halves[j].mask != 0)
				ret_words[count++] = halves[j];
		}
	}
	return count;
}

/* Bits that can be tested without changing what was loaded (BPF_JSET). */
static bool is_bit_test(const struct word *word)
{
	bool one_bit = (word->mask & (word->mask - 1)) == 0;
	return word->mask != UINT32_MAX &&
	       (word->value == 0 || (one_bit && word->value == word->mask));
}

static void put_test(struct code *code, const struct word *word, uint32_t yes, uint32_t no)
{
	if (!is_bit_test(word))
		put_jump(code, BPF_JEQ, word->value, yes, no);
	else if (word->value == 0)
		put_jump(code, BPF_JSET, word->mask, no, yes);
	else
		put_jump(code, BPF_JSET, word->mask, yes, no);
}

/* What must stand before a test, when `before` was tested last and failed; NULL: anything was. */
static void put_load(struct code *code, const struct word *word, const struct word *before)
{
	bool same = before != NULL && before->offset == word->offset;
	bool raw = same && (is_bit_test(before) || before->mask == UINT32_MAX);
	bool masks = word->mask != UINT32_MAX && !is_bit_test(word);
	bool loads = !(raw || (same && masks && before->mask == word->mask));
	if (masks && (raw || loads))
		put_statement(code, BPF_ALU | BPF_AND | BPF_K, word->mask);
	if (loads)
		put_statement(code, BPF_LD | BPF_W | BPF_ABS, word->offset);
}

/* One rule: to `yes` when all its words hold, else to `no`. */
static void put_rule(struct code *code, const struct assay_tree_rule *rule,
	const struct assay_tree_rule *before, uint32_t yes, uint32_t no)
{
	struct word words[WORDS_MAX];
	struct word previous[WORDS_MAX];
	size_t count = split_words(rule->row, words);
	bool follows = before != NULL && split_words(before->row, previous) == 1;
	for (size_t i = count; i-- > 0;) {
		/* A test is followed by the load of the next word, or ends the rule. */
		put_test(code, &words[i], i + 1 == count ? yes : last_mark(code), no);
		put_load(code, &words[i], i == 0 && follows ? previous : NULL);
	}
}

/* All rules of one call; the place where its answer is found. */
static uint32_t put_call(
	struct code *code, const struct assay_tree_rule *rules, size_t count, uint32_t fallback)
{
	size_t used = 0;
	while (used < count && rules[used].row->conditions[0].used)
		used++;
	uint32_t action = used < count ? rules[used].action : fallback;
	uint32_t mark = find_return(code, action);
	/* A condition whose answer comes without it as well. */
	while (used > 0 && rules[used - 1].action == action)
		used--;
	for (size_t i = used; i-- > 0;) {
		uint32_t yes = find_return(code, rules[i].action);
		put_rule(code, &rules[i], i > 0 ? &rules[i - 1] : NULL, yes, mark);
		mark = last_mark(code);
	}
	return mark;
}

static void add_leaf(struct forest *forest, uint32_t low, uint32_t mark)
{
	struct leaf *last = forest->count > 0 ? &forest->leaves[forest->count - 1] : NULL;
	if (last != NULL && last->low == low)
		forest->count--;
	else if (last != NULL && last->answer == mark)
		return;
	if (forest->count == LEAVES_MAX) {
		forest->code.overflow = true;
		return;
	}
	forest->leaves[forest->count++] = (struct leaf){.low = low, .answer = mark, .mark = mark};
}

/* The rules are sorted by number: each call is a leaf, and so is what lies between two. */
static void plant(struct forest *forest, const struct assay_tree *tree)
{
	struct code *code = &forest->code;
	uint32_t fallback = find_return(code, tree->fallback);
	add_leaf(forest, 0, fallback);
	for (size_t i = 0, next; i < tree->count; i = next) {
		next = i + 1;
		while (next < tree->count && tree->rules[next].number == tree->rules[i].number)
			next++;
		add_leaf(forest, tree->rules[i].number,
			put_call(code, &tree->rules[i], next - i, tree->fallback));
		add_leaf(forest, tree->rules[i].number + 1, fallback);
	}
	add_leaf(forest, X32_START, find_return(code, SECCOMP_RET_KILL_PROCESS));
}

static void weigh(struct forest *forest)
{
	for (size_t i = 0; i < forest->count; i++) {
		struct leaf *leaf = &forest->leaves[i];
		uint32_t end = i + 1 < forest->count ? leaf[1].low : NUMBERS;
		uint32_t low = leaf->low < NUMBERS ? leaf->low : NUMBERS;
		leaf->weight = (end < NUMBERS ? end : NUMBERS) - low + 1;
		if (!is_return(&forest->code, leaf->mark))
			leaf->weight += ASKED_WEIGHT;
	}
}

/* A single number amid others with one answer: one comparison instead of two. */
static void join_leaves(struct forest *forest)
{
	struct leaf *leaves = forest->leaves;
	size_t count = 0;
	for (size_t i = 0; i < forest->count; i++) {
		struct leaf *last = count > 0 ? &leaves[count - 1] : NULL;
		bool single = last != NULL && i + 1 < forest->count &&
			      leaves[i + 1].low == leaves[i].low + 1 &&
			      leaves[i + 1].mark == last->answer;
		if (!single || last->exceptions == EXCEPTIONS_MAX) {
			leaves[count++] = leaves[i];
			continue;
		}
		put_jump(&forest->code, BPF_JEQ, leaves[i].low, leaves[i].mark, last->mark);
		last->mark = last_mark(&forest->code);
		last->exceptions++;
		last->weight += leaves[i].weight + leaves[i + 1].weight;
		i++;
	}
	forest->count = count;
}

/* The place from which every number of these leaves finds its answer. */
static uint32_t grow(struct code *code, const struct leaf *leaves, size_t count)
{
	uint64_t total = 0;
	uint64_t left = 0;
	size_t half = 0;
	if (count == 1)
		return leaves[0].mark;
	for (size_t i = 0; i < count; i++)
		total += leaves[i].weight;
	while (half < count - 1 && (half == 0 || left + leaves[half].weight / 2 <= total / 2))
		left += leaves[half++].weight;
	uint32_t yes = grow(code, leaves + half, count - half);
	uint32_t no = grow(code, leaves, half);
	put_jump(code, BPF_JGE, leaves[half].low, yes, no);
	return last_mark(code);
}

int assay_tree_compile(const struct assay_tree *tree, struct assay_wire_filter *ret_filter,
	struct assay_error *err)
{
	struct sock_filter backwards[BPF_MAXINSNS];
	struct forest forest = {.code = {.backwards = backwards}};
	struct code *code = &forest.code;
	plant(&forest, tree);
	weigh(&forest);
	join_leaves(&forest);
	grow(code, forest.leaves, forest.count);
	put_statement(code, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	uint32_t numbers = last_mark(code);
	put_statement(code, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	put_jump(code, BPF_JEQ, tree->architecture, numbers, last_mark(code));
	put_statement(code, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	if (code->overflow)
		return assay_error_set(err, ASSAY_ERR_INTERNAL,
			"seccomp: %zu rules are too many for one filter", tree->count);
	for (uint32_t i = 0; i < code->count; i++)
		ret_filter->code[i] = backwards[code->count - 1 - i];
	ret_filter->length = code->count;
	return 0;
}
