#!/usr/bin/env bats
# What `make install` promises: the program finds its challenges from anywhere, and `make uninstall`
# takes away what was put there, and only that.

load helper

setup_file() {
	# A build folder of its own, from what is built already: only what knows the prefix is made again.
	export built=$BATS_FILE_TMPDIR/build prefix="$BATS_FILE_TMPDIR/a prefix"
	mkdir "$built"
	(cd "$ASSAY_BUILD" && cp -a flags prefix ./*.a compile_commands.json runner sandbox embed boxed \
		"$built") || return 1
	make_it install PREFIX="$prefix" >"$BATS_FILE_TMPDIR/log" 2>&1 || {
		cat "$BATS_FILE_TMPDIR/log"
		return 1
	}
}

setup() {
	set_up_home
	unset ASSAY_CHALLENGES
}

teardown() {
	chmod -R u+w "$work"
}

# Runs make in the source tree, on the build folder of this file.
make_it() {
	make -s --no-print-directory -C "$BATS_TEST_DIRNAME/../.." BUILD="$built" "$@"
}

@test "the installed program finds its challenges from another folder" {
	ASSAY="$prefix/bin/assay"
	run_assay 0 list
	holds "$output" token-bucket
	holds "$output" orders-index
	# The folders that do not have it are passed over without a word.
	run_assay 0 show token-bucket
	[ "$errors" = '' ]
	run_assay 0 start token-bucket bucket
	[ -f bucket/bucket.c ]
}

@test "everybody may read what was installed, nobody else may write it" {
	[ -z "$(find "$prefix" ! -perm -u=r -o ! -perm -g=r -o ! -perm -o=r)" ]
	[ -z "$(find "$prefix" ! -type l -perm /022)" ]
	[ -z "$(find "$prefix" -type d ! -perm -005)" ]
}

@test "a program can be built from the installed headers and libraries" {
	for header in "$prefix"/include/assay/*.h; do
		echo "#include <assay/${header##*/}>"
	done >headers.c
	cc -std=gnu17 -Wall -Werror -I "$prefix/include" -fsyntax-only headers.c
	[ -f "$prefix/lib/libassay.a" ]
	[ -f "$prefix/lib/libassay-sandbox.a" ]
}

@test "DESTDIR goes before the prefix, and is not in the program" {
	make_it install PREFIX="$prefix" DESTDIR="$work/stage"
	[ -x "$work/stage$prefix/bin/assay" ]
	for file in man/man1/assay.1 man/man1/assay-grade.1 man/man1/assay-sandbox.1 man/man5/assay-challenge.5 \
		bash-completion/completions/assay zsh/site-functions/_assay fish/vendor_completions.d/assay.fish; do
		[ -s "$work/stage$prefix/share/$file" ]
	done
	run grep -q -- "$work/stage" "$work/stage$prefix/bin/assay"
	[ "$status" -eq 1 ]
	make_it uninstall PREFIX="$prefix" DESTDIR="$work/stage"
	[ -z "$(find "$work/stage" ! -type d)" ]
	[ -x "$prefix/bin/assay" ]
}

@test "installing again replaces a challenge and keeps the mode of folders" {
	stage=$work/stage
	mkdir -p "$stage$prefix/bin"
	chmod 2775 "$stage$prefix/bin"
	make_it install PREFIX="$prefix" DESTDIR="$stage"
	touch "$stage$prefix/share/assay/challenges/token-bucket/of-an-older-version"
	make_it install PREFIX="$prefix" DESTDIR="$stage"
	[ ! -e "$stage$prefix/share/assay/challenges/token-bucket/of-an-older-version" ]
	[ "$(stat -c %a "$stage$prefix/bin")" = 2775 ]
}

@test "uninstalling leaves the challenges of others, and nothing of ours" {
	stage=$work/stage
	make_it install PREFIX="$prefix" DESTDIR="$stage"
	mkdir "$stage$prefix/share/assay/challenges/mine"
	touch "$stage$prefix/share/assay/challenges/mine/challenge.json"
	make_it uninstall PREFIX="$prefix" DESTDIR="$stage"
	[ "$(cd "$stage$prefix" && find . ! -type d)" = ./share/assay/challenges/mine/challenge.json ]
	rm -r "$stage$prefix/share/assay/challenges/mine"
	make_it uninstall PREFIX="$prefix" DESTDIR="$stage"
	[ ! -e "$stage$prefix/share/assay" ]
	[ ! -e "$stage$prefix/include/assay" ]
	[ -z "$(find "$stage" ! -type d)" ]
}

@test "the tree may be read-only and its path have spaces; a packager's flags are used" {
	tree="$work/a tree"
	mkdir "$tree"
	cp -R "$BATS_TEST_DIRNAME/../../"{Makefile,include,sandbox,runner} "$tree/"
	chmod -R a-w "$tree"
	make --no-print-directory -C "$tree" BUILD="$work/b" CFLAGS='-O1 -DOF_A_PACKAGER' \
		"$work/b/sandbox/bytes.o" "$work/b/embed/launcher.o" "$work/b/compile_commands.json" >log
	grep -q -- '-O1 -DOF_A_PACKAGER.*-o [^ ]*/bytes.o' log
	python3 -m json.tool "$work/b/compile_commands.json" >/dev/null
	[ ! -e "$tree/build" ]
	run grep -q -- "$tree" "$work/b/sandbox/bytes.o"
	[ "$status" -eq 1 ]
	make -s --no-print-directory -C "$tree" BUILD="$work/b" clean
	[ ! -e "$work/b" ]
}

@test "clean removes no folder that was not built in" {
	mkdir precious "$work/tree"
	touch precious/file
	cp "$BATS_TEST_DIRNAME/../../Makefile" tree/
	make -s -C tree BUILD="$work/precious" clean
	[ -f precious/file ]
}
