/*
 * cache.h - what can be made again, kept by content: compiled drivers and tools, made tests.
 *
 * Below $XDG_CACHE_HOME/assay, else ~/.cache/assay. Every entry carries the digest of its content;
 * one that is damaged, or that another user could have written, is as good as none. A cache that
 * is missing, full or read-only costs time and is no error. Thread-safe: entries are replaced
 * whole.
 */
#ifndef ASSAY_RUNNER_CACHE_H
#define ASSAY_RUNNER_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include <assay/bytes.h>
#include <assay/challenge.h>

/* Larger contents are not kept. */
#define ASSAY_CACHE_ENTRY_MAX (8u << 20)

/* True, and the content, when the cache holds `key` (a digest). */
bool assay_cache_get(const char key[ASSAY_DIGEST_SIZE], struct assay_bytes *ret_content);
/* Whether there is such an entry, whole or not. */
bool assay_cache_has(const char key[ASSAY_DIGEST_SIZE]);
/* Removes it. */
void assay_cache_drop(const char key[ASSAY_DIGEST_SIZE]);
/* Whether anything could be kept at all. */
bool assay_cache_usable(void);
/* Keeps it if it can. */
void assay_cache_put(const char key[ASSAY_DIGEST_SIZE], const void *data, size_t size);

#endif
