/*
 * refuse.h - refuses the allocations of our own code, one by one. For programs that are linked with
 * --wrap (tests/tests.mk); included by their one file, after cmocka.h.
 */
#ifndef ASSAY_TEST_REFUSE_H
#define ASSAY_TEST_REFUSE_H

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include <assay/bytes.h>

static unsigned long allocations_left = (unsigned long)-1;

static bool is_refused(void)
{
	bool refused = allocations_left == 0 || --allocations_left == 0;
	if (refused)
		errno = ENOMEM;
	return refused;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *pointer, size_t size);
void *__real_reallocarray(void *pointer, size_t count, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *pointer, size_t size);
void *__wrap_reallocarray(void *pointer, size_t count, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t size);

void *__wrap_malloc(size_t size)
{
	return is_refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return is_refused() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *pointer, size_t size)
{
	return is_refused() ? NULL : __real_realloc(pointer, size);
}

char *__wrap_strdup(const char *text)
{
	return is_refused() ? NULL : __real_strdup(text);
}

void *__wrap_reallocarray(void *pointer, size_t count, size_t size)
{
	return is_refused() ? NULL : __real_reallocarray(pointer, count, size);
}

char *__wrap_strndup(const char *text, size_t size)
{
	return is_refused() ? NULL : __real_strndup(text, size);
}

/* One act: its outcome as text, or an error. */
typedef int act(struct assay_bytes *outcome, struct assay_error *err);

/* Does it with the n-th and all later allocations refused, for n from 1 until it succeeds. */
static void walk(act *perform)
{
	struct assay_bytes whole = {0};
	struct assay_error err = {0};
	assert_int_equal(perform(&whole, &err), 0);
	int r = -1;
	unsigned long n = 1;
	for (; r != 0; n++) {
		struct assay_bytes outcome = {0};
		assert_true(n < 20000);
		allocations_left = n;
		r = perform(&outcome, &err);
		allocations_left = (unsigned long)-1;
		if (r != 0 && r != ASSAY_ERR_SYSTEM)
			fail_msg("allocation %lu: %s", n, err.text);
		if (r == 0)
			assert_string_equal(assay_bytes_text(&outcome), assay_bytes_text(&whole));
		assay_bytes_release(&outcome);
	}
	assert_true(n > 2); /* it does allocate */
	assay_bytes_release(&whole);
}

#endif
