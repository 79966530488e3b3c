/*
 * quote.h - the quoting of each syntax that reports are written in. What comes in is safe text
 * (safe.h); what goes out means the same and nothing more.
 */
#ifndef ASSAY_RUNNER_QUOTE_H
#define ASSAY_RUNNER_QUOTE_H

#include <assay/bytes.h>

/* Text or an attribute in double quotes; `]]>` cannot come of it. U+FFFE and U+FFFF, which XML 1.0
 * does not know (section 2.2), become U+FFFD. */
void assay_quote_xml(struct assay_bytes *out, const char *text);
/* A description of a TAP point: `\` and `#` (TAP 14, "Escaping"); newlines become spaces. */
void assay_quote_tap(struct assay_bytes *out, const char *text);
/* A string in double quotes for YAML and JSON. */
void assay_quote_json(struct assay_bytes *out, const char *text);
/* The message of a GitHub workflow command; with `property`, the value of one of its properties. */
void assay_quote_command(struct assay_bytes *out, const char *text, bool property);
/* A cell or a line of GitHub's Markdown, in which nothing is markup: HTML and Markdown punctuation
 * as character references, newlines as <br>. */
void assay_quote_markdown(struct assay_bytes *out, const char *text);
/* A relative path as a URI reference (RFC 3986, section 3.3). */
void assay_quote_uri(struct assay_bytes *out, const char *text);

#endif
