/*
 * elf.c - owns the one question that the trusted side asks a program's file: whether it wants an
 * interpreter (elf(5), PT_INTERP). Pure, and bounded: the fixed header and a table of types;
 * nothing that the file says is followed but the place of that table, which is checked. All else of
 * the file is read by the kernel and by the program itself, in the box.
 */
#include "elf.h"

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#define MACHINE EM_X86_64
#elif defined(__aarch64__)
#define MACHINE EM_AARCH64
#elif defined(__riscv)
#define MACHINE EM_RISCV
#else /* whose programs these are, the kernel will say */
#define MACHINE EM_NONE
#endif

/* The kernel takes no more than 64 KiB of them (fs/binfmt_elf.c, load_elf_phdrs). */
#define SEGMENTS_MAX (65536 / sizeof(Elf64_Phdr))

static bool is_program(const Elf64_Ehdr *header)
{
	return header->e_ident[EI_CLASS] == ELFCLASS64 &&
	       header->e_ident[EI_DATA] ==
		       (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB) &&
	       (MACHINE == EM_NONE || header->e_machine == MACHINE) &&
	       (header->e_type == ET_EXEC || header->e_type == ET_DYN);
}

static int refuse_other(const char *data, size_t size, const char *name, struct assay_error *err)
{
	if (size < 2 || data[0] != '#' || data[1] != '!')
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"'%s': no ELF program, expected one that is compiled for this machine",
			name);
	/* As much of the first line as names the interpreter. */
	size_t start = 2;
	while (start < size && start < 64 && data[start] == ' ')
		start++;
	size_t end = start;
	while (end < size && end < 128 && data[end] != '\n' && data[end] != ' ')
		end++;
	return assay_error_set(err, ASSAY_ERR_USAGE,
		"'%s': a script for '%.*s', which is not in the box; expected a compiled program",
		name, (int)(end - start), data + start);
}

int assay_elf_kind(const void *data, size_t size, const char *name,
	enum assay_program_kind *ret_kind, struct assay_error *err)
{
	Elf64_Ehdr header;
	if (size < sizeof header || memcmp(data, ELFMAG, SELFMAG) != 0)
		return refuse_other(data, size, name, err);
	memcpy(&header, data, sizeof header);
	if (!is_program(&header))
		return assay_error_set(err, ASSAY_ERR_USAGE,
			"'%s': an ELF file, but no 64-bit program for this machine", name);
	size_t table = header.e_phnum * sizeof(Elf64_Phdr);
	if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum == 0 ||
		header.e_phnum > SEGMENTS_MAX || header.e_phoff > size ||
		table > size - header.e_phoff)
		return assay_error_set(
			err, ASSAY_ERR_USAGE, "'%s': a damaged ELF file (program headers)", name);
	enum assay_program_kind kind = ASSAY_PROGRAM_STATIC;
	for (size_t i = 0; i < header.e_phnum; i++) {
		Elf64_Phdr segment;
		memcpy(&segment, (const char *)data + header.e_phoff + i * sizeof segment,
			sizeof segment);
		if (segment.p_type == PT_INTERP)
			kind = ASSAY_PROGRAM_DYNAMIC;
	}
	*ret_kind = kind;
	return 0;
}
