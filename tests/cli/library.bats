#!/usr/bin/env bats
# The sandbox as others would take it: headers, an archive, pkg-config, and an example that uses them.

load helper

setup() {
	set_up_home
	build=${ASSAY_BUILD:-$root/build}
	programs=$build/tests/programs
	headers=(error bytes sandbox driver challenge result)
	export PKG_CONFIG_PATH=$build
}

# Compiles FILE by pkg-config as it is written in the example; spaces come escaped.
compile() { # COMPILER OUTPUT FILE
	eval "$1 -Wall -Wextra -Werror -o '$2' '$3' $(pkg-config --cflags --libs assay-sandbox)"
}

# The example runs what is to be run, and says what happened.
try_example() {
	run ./box "$programs/aborts"
	holds "$output" "signalled by 6, Aborted"
	holds "$output" "isolation: $(level)"
	run ./box "$programs/opens_socket"
	holds "$output" "forbidden-call: socket"
	run ./box "$programs/acts" repeat <<<"to and fro"
	holds "$output" "to and fro"
	holds "$output" "exited with 0"
	holds "$output" "11 bytes of output"
	run ./box "$programs/dynamic/loads" work
	holds "$output" "exited with 0"
	run ./box ./nothing
	[ "$status" -eq 125 ]
	holds "$output" "'./nothing': no such program"
}

@test "each header stands alone, in C and in C++" {
	for header in "${headers[@]}"; do
		echo "#include <assay/$header.h>" >alone.c
		cc -std=c11 -Wall -Wextra -Wpedantic -Werror -I "$root/include" -fsyntax-only alone.c
		g++ -std=c++17 -x c++ -Wall -Wextra -Wpedantic -Werror -I "$root/include" -fsyntax-only alone.c
	done
	grep -qx "INSTALLED_HEADERS := ${headers[*]}" "$root/Makefile"
}

@test "the example is short, and works from the build tree" {
	[ "$(wc -l <"$root/docs/examples/box.c")" -lt 120 ]
	compile cc box "$root/docs/examples/box.c"
	try_example
}

@test "the example works from an installation, whose path has a space" {
	# A build folder of its own: the prefix is remembered there.
	mkdir built
	(cd "$build" && cp -a flags prefix ./*.a compile_commands.json runner sandbox embed boxed "$work/built")
	make -s --no-print-directory -C "$root" BUILD="$work/built" PREFIX="$work/a prefix" install >log 2>&1 || {
		cat log
		return 1
	}
	export PKG_CONFIG_PATH="$work/a prefix/lib/pkgconfig"
	[ "$(pkg-config --modversion assay-sandbox)" = "$("$ASSAY" version | grep -oE '[0-9.]+' | head -n 1)" ]
	lacks "$(pkg-config --cflags --libs assay-sandbox)" "$root"
	compile cc box "$root/docs/examples/box.c"
	try_example
}

@test "a C++ program links with it" {
	cat >names.cc <<-'END'
		#include <assay/sandbox.h>
		#include <cstdio>
		int main()
		{
			for (const char *const *name = assay_profile_names(); *name != nullptr; name++)
				std::puts(*name);
		}
	END
	compile g++ names names.cc
	[ "$(./names | head -n 1)" = stdio ]
}
