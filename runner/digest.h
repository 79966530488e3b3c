/*
 * digest.h - SHA-256, keyed derivation, base64: the only door to libsodium.
 */
#ifndef ASSAY_RUNNER_DIGEST_H
#define ASSAY_RUNNER_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include <assay/challenge.h>
#include <assay/error.h>

/* SHA-256 of some bytes in lower-case hexadecimal. */
void assay_digest_bytes(const void *data, size_t size, char ret_hex[ASSAY_DIGEST_SIZE]);

/* BLAKE2b of 256 bits, likewise: three times as quick, for what only has to be whole. */
void assay_digest_quick(const void *data, size_t size, char ret_hex[ASSAY_DIGEST_SIZE]);

/* SHA-256 over several parts, each framed by its length so that parts cannot run together. */
struct assay_digest;
int assay_digest_open(struct assay_digest **ret_digest, struct assay_error *err);
void assay_digest_part(struct assay_digest *digest, const void *data, size_t size);
void assay_digest_close(struct assay_digest *digest, char ret_hex[ASSAY_DIGEST_SIZE]); /* frees */

/* The first 63 bits (so that it fits a signed SQL integer) of a keyed hash: a seed. */
uint64_t assay_digest_seed(const void *key, size_t key_size, const char *text);

/* Standard base64 with padding, on one line; the caller frees. NULL without memory. */
char *assay_digest_base64(const void *data, size_t size);

/* Random bytes from the kernel. */
void assay_random_bytes(void *buffer, size_t size);

#endif
