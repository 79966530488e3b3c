/*
 * test_digest.c - hashes against published vectors, framing, seeds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../runner/digest.h"

static void agrees_with_published_vectors(void **state)
{
	(void)state;
	/* FIPS 180-2, appendix B; the empty message from NIST's SHA256ShortMsg. */
	static const struct {
		const char *text, *hex;
	} cases[] = {
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
			"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char hex[ASSAY_DIGEST_SIZE];
		assay_digest_bytes(cases[i].text, strlen(cases[i].text), hex);
		assert_string_equal(hex, cases[i].hex);
	}
}

static void hash_parts(const char *const *parts, size_t count, char ret_hex[ASSAY_DIGEST_SIZE])
{
	struct assay_digest *digest = NULL;
	assert_int_equal(assay_digest_open(&digest, NULL), 0);
	for (size_t i = 0; i < count; i++)
		assay_digest_part(digest, parts[i], strlen(parts[i]));
	assay_digest_close(digest, ret_hex);
}

static void frames_its_parts(void **state)
{
	(void)state;
	static const char *const splits[][2] = {{"ab", "c"}, {"a", "bc"}, {"abc", ""}, {"", "abc"}};
	char hex[5][ASSAY_DIGEST_SIZE];
	for (size_t i = 0; i < 4; i++)
		hash_parts(splits[i], 2, hex[i]);
	hash_parts((const char *const[]){"abc"}, 1, hex[4]);
	for (size_t i = 0; i < 5; i++) {
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(hex[i], hex[j]);
	}
	char plain[ASSAY_DIGEST_SIZE];
	/* One part is its length in eight little-endian bytes, then its bytes. */
	assay_digest_bytes("\3\0\0\0\0\0\0\0abc", 11, plain);
	assert_string_equal(hex[4], plain);
}

static void derives_seeds(void **state)
{
	(void)state;
	/* RFC 4231, test cases 1 and 2: the first 64 bits of the hash, halved. */
	unsigned char key[20];
	memset(key, 0x0b, sizeof key);
	assert_true(assay_digest_seed(key, sizeof key, "Hi There") ==
		    UINT64_C(0xb0344c61d8db3853) >> 1);
	assert_true(assay_digest_seed("Jefe", 4, "what do ya want for nothing?") ==
		    UINT64_C(0x5bdcc146bf60754e) >> 1);
	assert_true(assay_digest_seed("Jefe", 4, "a") != assay_digest_seed("Jefe", 4, "b"));
	assert_true(assay_digest_seed("Jefe", 4, "a") != assay_digest_seed("Jeff", 4, "a"));
}

static void draws_random_bytes(void **state)
{
	(void)state;
	unsigned char a[32] = {0}, b[32] = {0};
	assay_random_bytes(a, sizeof a);
	assay_random_bytes(b, sizeof b);
	assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_published_vectors),
		cmocka_unit_test(frames_its_parts),
		cmocka_unit_test(derives_seeds),
		cmocka_unit_test(draws_random_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
