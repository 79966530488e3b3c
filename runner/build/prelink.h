/*
 * prelink.h - the C library, linked once a machine, so that a program's own link is a matter of its
 * own objects.
 *
 * The library (functions of the table in prelink_names.c) is linked as if it were a program, at a
 * high fixed address, and cut into plain blocks of bytes with the addresses of its functions. A
 * program is then linked at a low address beside these blocks, and what nobody writes to is put
 * behind it in its file: one static executable as before, loaded by the kernel, started by one exec.
 * What cannot be had this way fails to link (a name that is not in the table, a name of the library
 * that the program defines itself, thread-local data, functions that are chosen at the start), and
 * is linked as a compiler would.
 */
#ifndef ASSAY_RUNNER_PRELINK_H
#define ASSAY_RUNNER_PRELINK_H

#include <stdbool.h>
#include <stddef.h>

#include <assay/bytes.h>
#include <assay/error.h>
#include <assay/sandbox.h>

#include "languages.h"

/* Names in the box. */
#define ASSAY_PRELINK_OBJECT "prelink.o"
#define ASSAY_PRELINK_SCRIPT "prelink.ld"
#define ASSAY_PRELINK_MATHS  "prelink-m.ld" /* as SCRIPT, with libm's functions */

struct assay_prelink {
	struct assay_bytes object;  /* addresses, and what is written to */
	struct assay_bytes script;  /* without libm's names */
	struct assay_bytes maths;   /* libm's names, more of the script */
	struct assay_bytes headers; /* of the body's segments (ASSAY_MAKER_HEADERS) */
	struct assay_bytes body;    /* what is not written to; only while it is made */
};
void assay_prelink_release(struct assay_prelink *prelink);

/*
 * From the cache, or made in boxes (unless `sandbox` is NULL) and kept. False where it cannot be
 * had: no linker that can do it, nowhere to keep it, a C library that does not link so.
 */
bool assay_prelink_load(struct assay_sandbox *sandbox, const struct assay_build_language *language,
	int cancel_fd, struct assay_prelink *ret_prelink);

/*
 * A memory file with the library's body at ASSAY_MAKER_BODY_AT and nothing before it; may be called
 * by a thread of its own. -1 where the cache has lost it: the library is made again next time.
 */
int assay_prelink_open_body(const struct assay_build_language *language);
/* The program in `body_fd`: `program_fd`'s bytes come before it, then it is sealed. False: the
 * program is too large to be one that was linked so, or the file cannot be written. */
bool assay_prelink_join(int body_fd, int program_fd);

/* prelink_names.c: what programs may use of the library. */
struct assay_prelink_names {
	const char *const *functions; /* each ended by NULL */
	const char *const *maths;     /* functions of libm */
	const char *const *data;
};
extern const struct assay_prelink_names assay_prelink_names;

/*
 * prelink_cut.c: pure. The linked library as assembler text that includes its bytes from the file
 * `name`, and as linker scripts. False when it is not what we linked.
 */
bool assay_prelink_cut(const struct assay_bytes *library, const char *name,
	struct assay_bytes *ret_text, struct assay_prelink *ret_prelink);
/* The assembler text that is linked with the library: a jump to each function, a word for each
 * datum. */
void assay_prelink_put_jumps(struct assay_bytes *text);

#define ASSAY_PRELINK_JUMPS UINT64_C(0x40000000) /* where the jumps lie, JUMP_SIZE each */
#define ASSAY_PRELINK_DATA  UINT64_C(0x40008000) /* where the words lie */
#define ASSAY_PRELINK_START UINT64_C(0x40010000) /* and the library itself */
#define ASSAY_PRELINK_HEAD  UINT64_C(0x401000)   /* the program's head; see shim.c */
#define ASSAY_PRELINK_JUMP  8

#endif
