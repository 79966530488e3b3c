/*
 * test_launcher_text.c - the launcher's own text functions, held to the C library's.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Under other names, beside the C library's. */
#undef snprintf
#define memcpy   own_memcpy
#define memset   own_memset
#define memmove  own_memmove
#define memcmp   own_memcmp
#define strnlen  own_strnlen
#define strlen   own_strlen
#define strncmp  own_strncmp
#define strcmp   own_strcmp
#define strchr   own_strchr
#define strrchr  own_strrchr
#define strspn   own_strspn
#define strcspn  own_strcspn
#define strtoul  own_strtoul
#define strtoull own_strtoull
#define strtol   own_strtol
#define getenv   own_getenv
#define snprintf own_snprintf
void *own_memcpy(void *restrict to, const void *restrict from, size_t size);
void *own_memset(void *to, int byte, size_t size);
void *own_memmove(void *to, const void *from, size_t size);
int own_memcmp(const void *a, const void *b, size_t size);
size_t own_strnlen(const char *text, size_t limit);
size_t own_strlen(const char *text);
int own_strncmp(const char *a, const char *b, size_t limit);
int own_strcmp(const char *a, const char *b);
char *own_strchr(const char *text, int byte);
char *own_strrchr(const char *text, int byte);
size_t own_strspn(const char *text, const char *wanted);
size_t own_strcspn(const char *text, const char *stops);
unsigned long own_strtoul(const char *text, char **ret_end, int base);
unsigned long long own_strtoull(const char *text, char **ret_end, int base);
long own_strtol(const char *text, char **ret_end, int base);
char *own_getenv(const char *name);
int own_snprintf(char *restrict text, size_t size, const char *restrict format, ...);
#include "../../sandbox/launcher/libc/text.c"
#undef memcpy
#undef memset
#undef memmove
#undef memcmp
#undef strlen
#undef strcmp
#undef strchr
#undef strrchr
#undef strspn
#undef strcspn
#undef strtoul
#undef strtol
#undef getenv
#undef snprintf

#define SAME_FORMAT(size, ...)                                                                     \
	do {                                                                                       \
		char wanted[64] = "............";                                                  \
		char got[64] = "............";                                                     \
		int length = snprintf(wanted, size, __VA_ARGS__);                                  \
		assert_int_equal(own_snprintf(got, size, __VA_ARGS__), length);                    \
		assert_memory_equal(got, wanted, sizeof got);                                      \
	} while (0)

static void test_format(void **state)
{
	(void)state;
	SAME_FORMAT(64, "plain");
	SAME_FORMAT(64, "%s/%s", "a", "b");
	SAME_FORMAT(64, "cgroup '%.3s'", "abcdef");
	SAME_FORMAT(64, "%.*s|", 2, "abcdef");
	SAME_FORMAT(64, "%d %d %d", 0, -17, INT32_MIN);
	SAME_FORMAT(64, "%u %x", UINT32_MAX, 0xbeefu);
	SAME_FORMAT(64, "%llu %llx", ULLONG_MAX, 0x123456789abcdefULL);
	SAME_FORMAT(64, "%ld %zu", INT64_MIN, (size_t)7);
}

static void test_format_too_long(void **state)
{
	(void)state;
	/* Sizes that the compiler would see through. */
	volatile size_t sizes[] = {1, 3, 5, 6, 7};
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		SAME_FORMAT(sizes[i], "%s%d", "abc", 123);
}

static void test_numbers(void **state)
{
	(void)state;
	static const char *const texts[] = {"0", " 12 34", "-1\n", "+7", "x", "", "-",
		"99999999999", "18446744073709551615", "18446744073709551616",
		"99999999999999999999999x"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		char *end;
		char *own_end;
		errno = 0;
		unsigned long wanted = strtoul(texts[i], &end, 10);
		int wanted_errno = errno;
		errno = 0;
		assert_int_equal(own_strtoul(texts[i], &own_end, 10), wanted);
		assert_int_equal(errno, wanted_errno);
		assert_ptr_equal(own_end, end);
	}
}

static void test_bytes(void **state)
{
	(void)state;
	char wanted[16] = "0123456789abcde";
	char got[16] = "0123456789abcde";
	memmove(wanted + 2, wanted, 9);
	own_memmove(got + 2, got, 9);
	assert_memory_equal(got, wanted, sizeof got);
	memmove(wanted, wanted + 3, 9);
	own_memmove(got, got + 3, 9);
	assert_memory_equal(got, wanted, sizeof got);
	own_memset(got, 'x', 3);
	assert_memory_equal(got, "xxx", 3);
	assert_true(own_memcmp("a\xff", "a\x01", 2) > 0);
	assert_int_equal(own_memcmp("ab", "ac", 1), 0);
}

static void test_strings(void **state)
{
	(void)state;
	assert_int_equal(own_strcmp("same", "same"), 0);
	assert_true(own_strcmp("sam", "same") < 0);
	assert_true(own_strcmp("\xff", "a") > 0);
	assert_int_equal(own_strncmp("assay-1", "assay-2", 6), 0);
	assert_ptr_equal(own_strchr("x", 'y'), NULL);
	const char *text = "a:b";
	assert_ptr_equal(own_strchr(text, ':'), text + 1);
	assert_ptr_equal(own_strchr(text, '\0'), text + 3);
	const char *path = "/a/b";
	assert_ptr_equal(own_strrchr(path, '/'), path + 2);
	assert_ptr_equal(own_strrchr(path, '\0'), path + 4);
	assert_ptr_equal(own_strrchr(path, ':'), NULL);
	assert_int_equal(own_strspn("12a", "0123456789"), 2);
	assert_int_equal(own_strspn("12", "0123456789"), 2);
	assert_int_equal(own_strcspn("one,two", ",;"), 3);
	assert_int_equal(own_strcspn("one", ","), 3);
	assert_int_equal(own_strlen(""), 0);
	assert_int_equal(own_strnlen("abc", 2), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_format_too_long),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_strings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
