#!/usr/bin/env bats
# The maker: which outcome of its steps means what. It runs outside a box here, with shells for
# compilers.

setup() {
	cd "$(mktemp -d)" || return 1
	maker=$ASSAY_BUILD/boxed/maker
	otherwise=(=otherwise /bin/sh -c 'echo otherwise; exit 9')
}

made() { # COMPILER-SCRIPT ASSEMBLER-SCRIPT
	run "$maker" =compile /bin/sh -c "$1" =assemble /bin/sh -c "$2" =link /bin/true "${otherwise[@]}"
}

@test "the assembler reads what the compiler writes, and the link gets the library's headers" {
	# A file whose ELF header says that its table of program headers, still empty, follows.
	python3 -c 'open("page", "wb").write(bytes(32) + (64).to_bytes(8, "little") + bytes(4056))
open("prelink.hdr", "wb").write(b"h" * 56)'
	run "$maker" =compile /bin/sh -c 'echo code' =assemble /bin/sh -c 'cat >object' \
		=link /bin/cp page out "${otherwise[@]}"
	[ "$status" -eq 0 ]
	[ "$(cat object)" = code ]
	python3 -c 'out = open("out", "rb").read()
assert out[56:58] == b"\x01\x00" and out[64:120] == b"h" * 56, out[:130]'
}

@test "a link whose output has no room for the headers is done otherwise" {
	printf 'h%.0s' {1..56} >prelink.hdr
	run "$maker" =compile /bin/true =assemble /bin/true =link /bin/sh -c 'echo short >out' "${otherwise[@]}"
	[ "$status" -eq 9 ]
	[ "$output" = otherwise ]
	[ ! -e out ]
}

@test "1 from compiler or assembler is the source's fault, and nothing is linked" {
	made 'exit 1' 'exit 0'
	[ "$status" -eq 1 ] && [ "$output" = "" ]
	made 'exit 0' 'exit 1'
	[ "$status" -eq 1 ] && [ "$output" = "" ]
}

@test "a crash, or a status that none should have, is not the source's fault" {
	for script in 'kill -SEGV $$' 'exit 4' 'kill -KILL $$'; do
		made "$script" 'exit 0'
		[ "$status" -eq 77 ]
		made 'exit 1' "$script"
		[ "$status" -eq 77 ]
	done
	run "$maker" =compile /nowhere/cc1 =assemble /bin/true =link /bin/true "${otherwise[@]}"
	[ "$status" -eq 77 ]
}

@test "a compiler that fails after the assembler is done makes nothing" {
	# It closes the pipe, waits until the link has run, and only then fails.
	mkfifo linked
	for end in 'exit 1' 'kill -SEGV $$'; do
		run "$maker" =compile /bin/sh -c "exec >&-; read -r _ <linked; $end" =assemble /bin/true \
			=link /bin/sh -c 'echo program >out; echo >linked' "${otherwise[@]}"
		[ "$output" = "" ]
		[ "$status" -eq 1 ] || [ "$status" -eq 77 ]
	done
}

@test "every source is compiled even where one before it is wrong" {
	run "$maker" =compile /bin/sh -c 'exit 1' =assemble /bin/true \
		=compile /bin/sh -c 'echo second >&2' =assemble /bin/true =link /bin/true "${otherwise[@]}"
	[ "$status" -eq 1 ]
	[ "$output" = second ]
}

@test "a link that fails is done otherwise, and only that one is heard" {
	for link in 'echo bad >&2; echo half >out; exit 1' 'kill -SEGV $$'; do
		run "$maker" =compile /bin/true =assemble /bin/true =link /bin/sh -c "$link" "${otherwise[@]}"
		[ "$status" -eq 9 ]
		[ "$output" = otherwise ]
		[ ! -e out ]
	done
	run "$maker" =compile /bin/true =assemble /bin/true =link "${otherwise[@]}"
	[ "$status" -eq 9 ]
}

@test "words that are not of the known shape are refused" {
	run "$maker"
	[ "$status" -eq 77 ]
	run "$maker" =compile /bin/true =link /bin/true "${otherwise[@]}"
	[ "$status" -eq 77 ]
	run "$maker" =link /bin/true
	[ "$status" -eq 77 ]
	run "$maker" x =link /bin/true "${otherwise[@]}"
	[ "$status" -eq 77 ]
}
