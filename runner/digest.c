/*
 * digest.c - owns hashing, keyed derivation, base64 and randomness, all by libsodium.
 */
#include "digest.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

struct assay_digest {
	crypto_hash_sha256_state state;
};

static void write_hex(const unsigned char hash[crypto_hash_sha256_BYTES], char *ret_hex)
{
	sodium_bin2hex(ret_hex, ASSAY_DIGEST_SIZE, hash, crypto_hash_sha256_BYTES);
}

void assay_digest_bytes(const void *data, size_t size, char ret_hex[ASSAY_DIGEST_SIZE])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(hash, data, size);
	write_hex(hash, ret_hex);
}

void assay_digest_quick(const void *data, size_t size, char ret_hex[ASSAY_DIGEST_SIZE])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_generichash(hash, sizeof hash, data, size, NULL, 0);
	write_hex(hash, ret_hex);
}

int assay_digest_open(struct assay_digest **ret_digest, struct assay_error *err)
{
	struct assay_digest *digest = malloc(sizeof *digest);
	if (digest == NULL)
		return assay_error_set(err, ASSAY_ERR_SYSTEM, "out of memory");
	crypto_hash_sha256_init(&digest->state);
	*ret_digest = digest;
	return 0;
}

void assay_digest_part(struct assay_digest *digest, const void *data, size_t size)
{
	/* The length first, in a byte order of its own, so that the hash is the same everywhere. */
	unsigned char length[8];
	for (size_t i = 0; i < sizeof length; i++)
		length[i] = (unsigned char)((uint64_t)size >> (8 * i));
	crypto_hash_sha256_update(&digest->state, length, sizeof length);
	crypto_hash_sha256_update(&digest->state, data, size);
}

void assay_digest_close(struct assay_digest *digest, char ret_hex[ASSAY_DIGEST_SIZE])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_final(&digest->state, hash);
	write_hex(hash, ret_hex);
	free(digest);
}

uint64_t assay_digest_seed(const void *key, size_t key_size, const char *text)
{
	/* HMAC takes a key of any length (RFC 2104). */
	crypto_auth_hmacsha256_state state;
	unsigned char hash[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_init(&state, key, key_size);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)text, strlen(text));
	crypto_auth_hmacsha256_final(&state, hash);
	uint64_t seed = 0;
	for (size_t i = 0; i < sizeof seed; i++)
		seed = seed << 8 | hash[i];
	return seed >> 1;
}

char *assay_digest_base64(const void *data, size_t size)
{
	size_t length = sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL);
	char *text = malloc(length);
	if (text != NULL)
		sodium_bin2base64(text, length, data, size, sodium_base64_VARIANT_ORIGINAL);
	return text;
}

void assay_random_bytes(void *buffer, size_t size)
{
	randombytes_buf(buffer, size);
}
