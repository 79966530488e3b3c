/*
 * maker.h - what compile.c and the maker, its program inside the box, agree on.
 */
#ifndef ASSAY_RUNNER_MAKER_H
#define ASSAY_RUNNER_MAKER_H

/* It could not do its steps, or one of them ended as none should: gcc must do them. */
#define ASSAY_MAKER_UNUSUAL 77
/* Sources of one build. */
#define ASSAY_MAKER_SOURCES_MAX 32
/* What a quick link that failed said, for nobody. */
#define ASSAY_MAKER_LOG "link.log"
/* The program. */
#define ASSAY_MAKER_OUTPUT "out"
/* Program headers, as in a file, that a quick link adds to the program's own. They mean bytes from
 * BODY_AT on, which whoever takes the program out of the box puts there. A multiple of the page. */
#define ASSAY_MAKER_HEADERS "prelink.hdr"
#define ASSAY_MAKER_BODY_AT (512u << 10)

#endif
