/*
 * prelink_cut.c - owns the cutting of the linked library into blocks: what assembler text and
 * linker scripts are made of its bytes. The library is the machine's own and ours, no candidate's byte is
 * in it; it is read with care all the same. Runs nothing.
 */
#include "prelink.h"

#include <elf.h>
#include <stdint.h>
#include <string.h>

#include "maker.h"

#define SEGMENTS_MAX 16
#define PAGE         4096u

/* The linked library, and the parts of it that are looked at. */
struct library {
	const struct assay_bytes *bytes;
	Elf64_Ehdr header;
	Elf64_Phdr loads[SEGMENTS_MAX];
	size_t load_count;
	Elf64_Phdr tls; /* p_type 0: none */
};

/* `size` bytes at `offset`; NULL when they are not in the file. */
static const char *slice(const struct library *library, uint64_t offset, uint64_t size)
{
	uint64_t end;
	if (__builtin_add_overflow(offset, size, &end) || end > library->bytes->size)
		return NULL;
	return library->bytes->data + offset;
}

static bool read_header(struct library *library)
{
	const char *at = slice(library, 0, sizeof library->header);
	if (at == NULL)
		return false;
	memcpy(&library->header, at, sizeof library->header);
	return memcmp(library->header.e_ident, ELFMAG, SELFMAG) == 0 &&
	       library->header.e_ident[EI_CLASS] == ELFCLASS64 &&
	       library->header.e_type == ET_EXEC && library->header.e_machine == EM_X86_64 &&
	       library->header.e_phentsize == sizeof(Elf64_Phdr);
}

static bool read_segments(struct library *library)
{
	for (size_t i = 0; i < library->header.e_phnum; i++) {
		Elf64_Phdr segment;
		const char *at = slice(
			library, library->header.e_phoff + i * sizeof segment, sizeof segment);
		if (at == NULL)
			return false;
		memcpy(&segment, at, sizeof segment);
		if (segment.p_type == PT_TLS)
			library->tls = segment;
		/* Before the jumps lie the headers, which the program has of its own. */
		if (segment.p_type != PT_LOAD || segment.p_vaddr < ASSAY_PRELINK_JUMPS)
			continue;
		if (library->load_count == SEGMENTS_MAX || segment.p_filesz > segment.p_memsz ||
			slice(library, segment.p_offset, segment.p_filesz) == NULL)
			return false;
		library->loads[library->load_count++] = segment;
	}
	return library->load_count > 0;
}

/* What was linked to `address`; NULL where the file has no such bytes. */
static const char *find(const struct library *library, uint64_t address, uint64_t size)
{
	for (size_t i = 0; i < library->load_count; i++) {
		const Elf64_Phdr *segment = &library->loads[i];
		if (address >= segment->p_vaddr &&
			address - segment->p_vaddr + size <= segment->p_filesz)
			return slice(
				library, segment->p_offset + (address - segment->p_vaddr), size);
	}
	return NULL;
}

/* Whether the jump at `address` leads anywhere: a function that the library has not leads to 0. */
static bool leads_somewhere(const struct library *library, uint64_t address)
{
	const char *at = find(library, address, 5);
	int32_t distance;
	if (at == NULL || (unsigned char)at[0] != 0xe9)
		return false;
	memcpy(&distance, at + 1, sizeof distance);
	return address + 5 + (uint64_t)(int64_t)distance >= ASSAY_PRELINK_START;
}

struct block {
	const char *name, *flags;
	uint64_t address, offset, size;
	uint64_t align;
	bool zero; /* no bytes in the file */
};

static void put_block(const struct block *block, const char *file, struct assay_bytes *text,
	struct assay_bytes *script)
{
	if (block->size == 0)
		return;
	assay_bytes_printf(text, ".section .prelink.%s,\"%s\",%s\n.balign %llu\n", block->name,
		block->flags, block->zero ? "@nobits" : "@progbits",
		(unsigned long long)block->align);
	if (block->zero)
		assay_bytes_printf(text, ".zero %llu\n", (unsigned long long)block->size);
	else
		assay_bytes_printf(text, ".incbin \"%s\",%llu,%llu\n", file,
			(unsigned long long)block->offset, (unsigned long long)block->size);
	assay_bytes_printf(script,
		"  .prelink.%s 0x%llx : { " ASSAY_PRELINK_OBJECT "(.prelink.%s) }\n", block->name,
		(unsigned long long)block->address, block->name);
}

/* The writable segment begins with the image of thread-local data. */
static bool put_writable(const struct library *library, const Elf64_Phdr *segment, const char *file,
	struct assay_bytes *text, struct assay_bytes *script)
{
	const Elf64_Phdr *tls = &library->tls;
	if (tls->p_type != PT_TLS || tls->p_vaddr != segment->p_vaddr ||
		tls->p_filesz > segment->p_filesz || tls->p_memsz < tls->p_filesz ||
		tls->p_align == 0 || tls->p_align > 64 || tls->p_vaddr % tls->p_align != 0)
		return false;
	const struct block blocks[] = {
		{"tdata", "awT", tls->p_vaddr, segment->p_offset, tls->p_filesz, tls->p_align,
			false},
		{"tbss", "awT", tls->p_vaddr + tls->p_filesz, 0, tls->p_memsz - tls->p_filesz, 1,
			true},
		{"data", "aw", tls->p_vaddr + tls->p_filesz, segment->p_offset + tls->p_filesz,
			segment->p_filesz - tls->p_filesz, 1, false},
		{"bss", "aw", segment->p_vaddr + segment->p_filesz, 0,
			segment->p_memsz - segment->p_filesz, 1, true},
	};
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
		put_block(&blocks[i], file, text, script);
	return true;
}

/* What nobody writes to is the same in every program: it is no part of the link, but stands behind
 * it in the program's file, and these headers say where. */
static bool put_constant(
	const struct library *library, const Elf64_Phdr *segment, struct assay_prelink *prelink)
{
	static const char zeros[PAGE] = {0};
	struct assay_bytes *body = &prelink->body;
	if (segment->p_memsz != segment->p_filesz)
		return false;
	size_t position = body->size % PAGE;
	size_t wanted = segment->p_vaddr % PAGE;
	assay_bytes_append(body, zeros, (wanted + PAGE - position) % PAGE);
	Elf64_Phdr header = *segment;
	header.p_offset = ASSAY_MAKER_BODY_AT + body->size;
	header.p_align = PAGE;
	assay_bytes_append(
		body, slice(library, segment->p_offset, segment->p_filesz), segment->p_filesz);
	assay_bytes_append(&prelink->headers, (const char *)&header, sizeof header);
	return true;
}

static bool put_blocks(const struct library *library, const char *file, struct assay_bytes *text,
	struct assay_prelink *prelink)
{
	struct assay_bytes *script = &prelink->script;
	size_t writable = 0;
	for (size_t i = 0; i < library->load_count; i++) {
		const Elf64_Phdr *segment = &library->loads[i];
		if ((segment->p_flags & PF_W) != 0) {
			writable++;
			if (!put_writable(library, segment, file, text, script))
				return false;
		} else if (!put_constant(library, segment, prelink)) {
			return false;
		}
	}
	return writable == 1;
}

/* The addresses of what programs may use. A program that defines one of libm's functions has its
 * own, as in any link; one of the C library's, and the link fails. */
static bool put_names(
	const struct library *library, struct assay_bytes *text, struct assay_bytes *maths)
{
	const struct assay_prelink_names *names = &assay_prelink_names;
	uint64_t address = ASSAY_PRELINK_JUMPS;
	size_t found = 0;
	for (size_t i = 0; names->functions[i] != NULL; i++, address += ASSAY_PRELINK_JUMP) {
		if (!leads_somewhere(library, address))
			continue;
		found++;
		assay_bytes_printf(text, ".globl %s\n.type %s,@function\n.set %s,0x%llx\n",
			names->functions[i], names->functions[i], names->functions[i],
			(unsigned long long)address);
	}
	for (size_t i = 0; names->maths[i] != NULL; i++, address += ASSAY_PRELINK_JUMP) {
		if (leads_somewhere(library, address))
			assay_bytes_printf(maths, "PROVIDE(%s = 0x%llx);\n", names->maths[i],
				(unsigned long long)address);
	}
	address = ASSAY_PRELINK_DATA;
	for (size_t i = 0; names->data[i] != NULL; i++, address += sizeof(uint64_t)) {
		uint64_t word = 0;
		const char *at = find(library, address, sizeof word);
		if (at != NULL)
			memcpy(&word, at, sizeof word);
		if (word >= ASSAY_PRELINK_START)
			assay_bytes_printf(text, ".globl %s\n.set %s,0x%llx\n", names->data[i],
				names->data[i], (unsigned long long)word);
	}
	return found > 0;
}

static const char script_head[] =
	"ENTRY(__assay_entry)\n"
	"SECTIONS\n{\n"
	"  . = 0x400000 + SIZEOF_HEADERS;\n"
	"  . = 0x401000;\n"
	"  .assay_head : { " ASSAY_PRELINK_OBJECT "(.assay_head) }\n"
	"  .rodata : { *(.rodata .rodata.*) }\n"
	"  . = ALIGN(0x1000);\n"
	"  .text : { *(.text .text.*) }\n"
	"  . = ALIGN(0x1000);\n"
	"  .tdata : { *(.tdata .tdata.*) }\n"
	"  .tbss : { *(.tbss .tbss.*) }\n"
	"  ASSERT(SIZEOF(.tdata) + SIZEOF(.tbss) == 0, \"thread-local data\")\n"
	/* Nobody would call the resolvers of functions that are chosen at the start (ifunc). */
	"  .rela.iplt : { *(.rela.iplt .rela.ifunc) }\n"
	"  ASSERT(SIZEOF(.rela.iplt) == 0, \"functions chosen at the start\")\n"
	"  .preinit_array : { __assay_early = .; KEEP(*(.preinit_array)) __assay_early_end = .; }\n"
	"  .init_array : {\n    __assay_first = .;\n"
	"    KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*) SORT_BY_INIT_PRIORITY(.ctors.*)))\n"
	"    KEEP(*(.init_array .ctors))\n    __assay_first_end = .;\n  }\n"
	"  .fini_array : {\n    __assay_last = .;\n"
	"    KEEP(*(SORT_BY_INIT_PRIORITY(.fini_array.*) SORT_BY_INIT_PRIORITY(.dtors.*)))\n"
	"    KEEP(*(.fini_array .dtors))\n    __assay_last_end = .;\n  }\n"
	"  .data : { *(.data .data.*) }\n"
	"  .bss : { *(.bss .bss.* COMMON) }\n";
static const char script_tail[] =
	"  /DISCARD/ : { *(.eh_frame) *(.comment) *(.note.gnu.property) }\n}\n";

static const char head_text[] =
	".section .assay_head,\"a\",@progbits\n"
	".quad main,__assay_early,__assay_early_end,__assay_first,__assay_first_end\n"
	".quad __assay_last,__assay_last_end\n"
	".section .note.GNU-stack,\"\",@progbits\n";

bool assay_prelink_cut(const struct assay_bytes *bytes, const char *name,
	struct assay_bytes *ret_text, struct assay_prelink *ret_prelink)
{
	struct library library = {.bytes = bytes};
	if (!read_header(&library) || !read_segments(&library))
		return false;
	assay_bytes_puts(&ret_prelink->script, script_head);
	bool cut = put_blocks(&library, name, ret_text, ret_prelink) &&
		   put_names(&library, ret_text, &ret_prelink->maths);
	assay_bytes_puts(&ret_prelink->script, script_tail);
	assay_bytes_printf(ret_text, ".globl __assay_entry\n.set __assay_entry,0x%llx\n%s",
		(unsigned long long)library.header.e_entry, head_text);
	return cut && !ret_text->failed && !ret_prelink->script.failed &&
	       !ret_prelink->maths.failed && !ret_prelink->headers.failed &&
	       !ret_prelink->body.failed;
}

void assay_prelink_put_jumps(struct assay_bytes *text)
{
	const char *const *const lists[] = {
		assay_prelink_names.functions, assay_prelink_names.maths};
	assay_bytes_puts(text, ".section .assay_jumps,\"ax\",@progbits\n");
	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; lists[i][j] != NULL; j++)
			assay_bytes_printf(
				text, ".balign %d\njmp %s\n", ASSAY_PRELINK_JUMP, lists[i][j]);
	}
	assay_bytes_puts(text, ".section .assay_data,\"a\",@progbits\n");
	for (size_t j = 0; assay_prelink_names.data[j] != NULL; j++)
		assay_bytes_printf(text, ".quad %s\n", assay_prelink_names.data[j]);
	assay_bytes_puts(text, ".section .note.GNU-stack,\"\",@progbits\n");
}
