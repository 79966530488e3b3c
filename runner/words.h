/*
 * words.h - numbers as people read them. Used by the judge's sentences and by reports.
 */
#ifndef ASSAY_RUNNER_WORDS_H
#define ASSAY_RUNNER_WORDS_H

#include <stdint.h>

#include <assay/bytes.h>

/* "512 bytes", "64 MiB", "1.5 MiB": at most one decimal, none where it is whole. */
void assay_words_bytes(struct assay_bytes *out, uint64_t bytes);
/* "0.25 s", "1.00 s", "12.5 ms": two decimals from 0.1 s on, else milliseconds. */
void assay_words_seconds(struct assay_bytes *out, uint64_t ns);
/* Wall-clock time in UTC to whole seconds: "2026-11-24T10:00:00"; nothing for a year past 9999. */
void assay_words_time(struct assay_bytes *out, uint64_t ns);
/* Thousandths without trailing zeros: "62.5", "100", "0.333". */
void assay_words_thousandths(struct assay_bytes *out, uint64_t thousandths);

#endif
