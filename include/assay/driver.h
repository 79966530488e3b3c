/*
 * driver.h - for authors of challenges: what a driver needs to turn a script of operations into
 * calls of the candidate's code, one answer a call.
 *
 * Header-only and self-contained, so that a candidate can build the driver with a plain compiler.
 * A driver runs beside the candidate in one process: it holds one test's input and nothing that is
 * secret; to forge an answer is to compute it.
 *
 * The script comes on standard input, one operation a line: words between single spaces; a word
 * may hold any byte as %XX (two hexadecimal digits); an empty word is written `%`. Empty lines and
 * lines that begin with `#` are skipped. Answers go to descriptor 3, one a line, or to standard
 * output where 3 is not open (outside assay). The candidate's own output is never mixed in.
 *
 * Include it in one file, driver/driver.c. Not for threads: one thread reads and answers.
 */
#ifndef ASSAY_DRIVER_H
#define ASSAY_DRIVER_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ASSAY_DRIVER_LINE_MAX  (256 * 1024) /* bytes of one operation */
#define ASSAY_DRIVER_WORDS_MAX 64           /* words of one operation */
#define ASSAY_DRIVER_EAGER     1000         /* so many first answers are written one by one */
#define ASSAY_DRIVER_FD        3            /* where answers go */

#define ASSAY_DRIVER_FUNCTION __attribute__((unused)) static

/* One operation. Words are decoded, NUL-terminated, and valid until the next one is read. */
struct assay_operation {
	size_t count;                         /* words, the name included */
	char *words[ASSAY_DRIVER_WORDS_MAX];  /* words[0] is the operation's name */
	size_t sizes[ASSAY_DRIVER_WORDS_MAX]; /* bytes of each, since a word may hold NUL */
	unsigned long line;                   /* of the script, from 1 */
};

struct assay_driver_state {
	char in[ASSAY_DRIVER_LINE_MAX];
	size_t in_start, in_end;
	bool in_closed;
	unsigned long line;
	bool started;
	char out[64 * 1024];
	size_t out_size;
	unsigned long answers;
	bool to_stdout; /* descriptor 3 is not open */
};
static struct assay_driver_state assay_driver;

/* Says on standard error that the script is wrong and ends the process with status 70: the fault
 * of whoever wrote the test. */
__attribute__((unused, noreturn, format(printf, 1, 2))) static void assay_driver_fail(
	const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fprintf(stderr, "driver: script line %lu: ", assay_driver.line);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	exit(70);
}

/* Writes what was answered so far. Called by assay_driver_end(); seldom needed by hand. */
ASSAY_DRIVER_FUNCTION void assay_driver_flush(void)
{
	size_t done = 0;
	while (done < assay_driver.out_size) {
		ssize_t n = write(assay_driver.to_stdout ? STDOUT_FILENO : ASSAY_DRIVER_FD,
			assay_driver.out + done, assay_driver.out_size - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EBADF && !assay_driver.to_stdout) {
			fflush(stdout);
			assay_driver.to_stdout = true;
			continue;
		}
		if (n < 0)
			_exit(71);
		done += (size_t)n;
	}
	assay_driver.out_size = 0;
}

/* Adds bytes to the current answer. */
ASSAY_DRIVER_FUNCTION void assay_answer_bytes(const char *data, size_t size)
{
	while (size > 0) {
		if (assay_driver.out_size == sizeof assay_driver.out)
			assay_driver_flush();
		size_t n = sizeof assay_driver.out - assay_driver.out_size;
		if (n > size)
			n = size;
		memcpy(assay_driver.out + assay_driver.out_size, data, n);
		assay_driver.out_size += n;
		data += n;
		size -= n;
	}
}

/* Adds a word in the script's encoding: what is not a printable ASCII character, and the
 * percent sign, becomes %XX; the empty word becomes `%`. */
ASSAY_DRIVER_FUNCTION void assay_answer_word(const char *data, size_t size)
{
	static const char digits[] = "0123456789ABCDEF";
	if (size == 0)
		assay_answer_bytes("%", 1);
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)data[i];
		if (c > 0x20 && c < 0x7f && c != '%') {
			assay_answer_bytes(data + i, 1);
			continue;
		}
		char hex[3] = {'%', digits[c >> 4], digits[c & 15]};
		assay_answer_bytes(hex, sizeof hex);
	}
}

/* Ends the current answer: one line. */
ASSAY_DRIVER_FUNCTION void assay_answer_end(void)
{
	assay_answer_bytes("\n", 1);
	if (++assay_driver.answers <= ASSAY_DRIVER_EAGER)
		assay_driver_flush();
}

/* A whole answer in one call; at most 4,000 bytes. */
__attribute__((unused, format(printf, 1, 2))) static void assay_answer(const char *format, ...)
{
	char text[4096];
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (size < 0 || (size_t)size >= sizeof text)
		assay_driver_fail("an answer of %d bytes is too long for assay_answer()", size);
	assay_answer_bytes(text, (size_t)size);
	assay_answer_end();
}

/* The next line of the script without its newline, or NULL at the end. */
ASSAY_DRIVER_FUNCTION char *assay_driver_line(void)
{
	for (;;) {
		char *start = assay_driver.in + assay_driver.in_start;
		size_t held = assay_driver.in_end - assay_driver.in_start;
		char *newline = (char *)memchr(start, '\n', held);
		if (newline == NULL && assay_driver.in_closed && held > 0 &&
			assay_driver.in_end < sizeof assay_driver.in)
			newline = start + held; /* a last line without a newline */
		if (newline != NULL) {
			*newline = '\0';
			size_t used = (size_t)(newline - assay_driver.in) + 1;
			assay_driver.in_start =
				used < assay_driver.in_end ? used : assay_driver.in_end;
			assay_driver.line++;
			if (strlen(start) != (size_t)(newline - start))
				assay_driver_fail("a NUL byte, expected it as %%00");
			return start;
		}
		if (assay_driver.in_closed)
			return NULL;
		memmove(assay_driver.in, start, held);
		assay_driver.in_start = 0;
		assay_driver.in_end = held;
		if (held == sizeof assay_driver.in) {
			assay_driver.line++;
			assay_driver_fail("longer than %d bytes", ASSAY_DRIVER_LINE_MAX);
		}
		/* Half of the free room, so that the byte past a last line is always there. */
		ssize_t n = read(STDIN_FILENO, assay_driver.in + held,
			(sizeof assay_driver.in - held + 1) / 2);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			assay_driver_fail("cannot be read: %s", strerror(errno));
		if (n == 0)
			assay_driver.in_closed = true;
		else
			assay_driver.in_end += (size_t)n;
	}
}

ASSAY_DRIVER_FUNCTION int assay_driver_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* Decodes %XX in place; returns the size. */
ASSAY_DRIVER_FUNCTION size_t assay_driver_decode(char *word)
{
	size_t size = 0;
	if (strcmp(word, "%") == 0) {
		word[0] = '\0';
		return 0;
	}
	for (const char *from = word; *from != '\0'; from++) {
		if (*from != '%') {
			word[size++] = *from;
			continue;
		}
		int high = assay_driver_digit(from[1]);
		int low = high < 0 ? -1 : assay_driver_digit(from[2]);
		if (low < 0)
			assay_driver_fail("'%%' is not followed by two hexadecimal digits");
		word[size++] = (char)(high * 16 + low);
		from += 2;
	}
	word[size] = '\0';
	return size;
}

/* Reads the next operation; false at the end of the script. */
ASSAY_DRIVER_FUNCTION bool assay_next(struct assay_operation *operation)
{
	char *line;
	if (!assay_driver.started) {
		/* What the candidate printed before a crash must be seen, as on a terminal. */
		setvbuf(stdout, NULL, _IOLBF, 0);
		assay_driver.started = true;
	}
	do {
		line = assay_driver_line();
		if (line == NULL)
			return false;
	} while (line[0] == '\0' || line[0] == '#');
	operation->count = 0;
	operation->line = assay_driver.line;
	while (line != NULL) {
		if (operation->count == ASSAY_DRIVER_WORDS_MAX)
			assay_driver_fail("more than %d words", ASSAY_DRIVER_WORDS_MAX);
		char *space = strchr(line, ' ');
		if (space != NULL)
			*space++ = '\0';
		if (line[0] == '\0')
			assay_driver_fail("an empty word, expected it as '%%'");
		operation->words[operation->count] = line;
		operation->sizes[operation->count] = assay_driver_decode(line);
		operation->count++;
		line = space;
	}
	return true;
}

/* True when the operation has this name; then it must have `words` words after it. */
ASSAY_DRIVER_FUNCTION bool assay_is(
	const struct assay_operation *operation, const char *name, size_t words)
{
	if (strcmp(operation->words[0], name) != 0)
		return false;
	if (operation->count != words + 1)
		assay_driver_fail(
			"'%s' takes %zu words, got %zu", name, words, operation->count - 1);
	return true;
}

/* Word `index` (1 is the first after the name) as text, or as a number. */
ASSAY_DRIVER_FUNCTION const char *assay_text(const struct assay_operation *operation, size_t index)
{
	if (index >= operation->count)
		assay_driver_fail("'%s' lacks word %zu", operation->words[0], index);
	return operation->words[index];
}

ASSAY_DRIVER_FUNCTION int64_t assay_i64(const struct assay_operation *operation, size_t index)
{
	const char *text = assay_text(operation, index);
	char *end = NULL;
	errno = 0;
	long long value = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || assay_driver_digit(text[text[0] == '-']) < 0)
		assay_driver_fail("'%s' is not a signed 64-bit number", text);
	return value;
}

ASSAY_DRIVER_FUNCTION uint64_t assay_u64(const struct assay_operation *operation, size_t index)
{
	const char *text = assay_text(operation, index);
	char *end = NULL;
	errno = 0;
	unsigned long long value = strtoull(text, &end, 10);
	if (errno != 0 || *end != '\0' || assay_driver_digit(text[0]) < 0)
		assay_driver_fail("'%s' is not an unsigned 64-bit number", text);
	return value;
}

/* Writes what is left; the last thing that a driver's main() calls. Returns its exit status. */
ASSAY_DRIVER_FUNCTION int assay_driver_end(void)
{
	assay_driver_flush();
	return 0;
}

#endif
