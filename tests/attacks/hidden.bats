# What is hidden stays hidden: expected answers with a canary in them are looked for in the memory of
# every process of a box while it runs, and in all that a candidate gets to see.
# shellcheck shell=bash

load ../cli/helper

# Sums that stand in no input. Whoever has one has read it.
canary_one=7310582946171235084
canary_two=5820194837261009173

setup() {
	set_up_home
	challenge=$BATS_FILE_TMPDIR/hidden/add-two
	if [ ! -d "$challenge" ]; then
		make_challenge "$BATS_FILE_TMPDIR/hidden"
		printf 'add 40 2\nadd 7310582946171235000 84\n' >"$challenge/data/secret/sums/small.in"
		printf '42\n%s\n' "$canary_one" >"$challenge/data/secret/sums/small.ans"
		printf 'add 5820194837261009000 173\n' >"$challenge/data/secret/large/big.in"
		printf '%s\n' "$canary_two" >"$challenge/data/secret/large/big.ans"
	fi
	export ASSAY_CHALLENGES=$BATS_FILE_TMPDIR/hidden
}

# The command finds nothing. (A mere "!" would be overlooked.)
never() {
	status=0
	"$@" || status=$?
	[ "$status" -eq 1 ]
}

# Runs the scanner; needs the right to read the memory of processes that are not dumpable.
scan() {
	status=0
	output=$(python3 "$root/tests/attacks/scan.py" "$@") || status=$?
	[ "$status" -ne 3 ] || skip "this user may not read the memory of a box's processes"
	printf '%s\n' "$output"
	[ "$status" -eq 0 ]
}

need_root() {
	[ "$(id -u)" -eq 0 ] || skip "needs root, to read the memory of a box's processes"
}

@test "a scan finds what is put into a request, in the server and in the program" {
	need_root
	printf '%s\n' '#include <unistd.h>' 'int main(void) { return usleep(700000); }' >sleeps.c
	gcc -static -o sleeps sleeps.c
	scan 4 planted-canary-17 absent-canary -- "$ASSAY" sandbox --isolation minimal -- ./sleeps planted-canary-17
	holds "$output" "level 2: read"
	[ "$(grep -c 'planted-canary-17' <<<"$output")" -ge 2 ]
	lacks "$output" absent-canary
}

@test "no process of a box holds an answer while a submission is graded" {
	need_root
	{
		echo '#include <time.h>'
		solution 'nanosleep(&(struct timespec){.tv_nsec = 400000000}, 0); return a ^ b;'
	} >sleeps.c
	scan 4 "$canary_one" "$canary_two" -- "$ASSAY" grade --isolation minimal --no-store \
		--challenge add-two --exit-zero --report json=result.json sleeps.c
	lacks "$output" "$canary_one"
	lacks "$output" "$canary_two"
	[ "$(json 'd["verdict"]' <result.json)" = wrong-answer ]
}

# A submission that writes out whatever it can reach: descriptors, environment, and each long number
# in its memory.
dumps() {
	cat <<-'END'
		#include <errno.h>
		#include <fcntl.h>
		#include <stdint.h>
		#include <stdlib.h>
		#include <stdio.h>
		#include <string.h>
		#include <unistd.h>
		#include <sys/syscall.h>
		#include "add.h"
		extern char **environ;
		/* A bad address is told before a bad first argument. */
		static int can_read(const char *page)
		{
			return syscall(SYS_rt_sigprocmask, -1, page, 0, 8) < 0 && errno == EINVAL;
		}
		static void dump_pages(const char *from, long pages)
		{
			for (const char *page = from; page < from + pages * 4096; page += 4096)
				for (int i = 0, n = 0; i <= 4096 && can_read(page); i++) {
					if (i < 4096 && page[i] >= '0' && page[i] <= '9') {
						n++;
						continue;
					}
					if (n > 14) {
						write(1, page + i - n, n);
						write(2, "\n", 1);
					}
					n = 0;
				}
		}
		static void dump(void)
		{
			static char block[65536];
			static const char *const names[] = {"data/secret/sums/small.ans", "/proc/self/environ",
				"../small.ans", "/proc/1/mem", "/etc/passwd"};
			for (int fd = 4; fd < 16; fd++) {
				ssize_t n = read(fd, block, sizeof block);
				if (n > 0)
					write(1, block, n);
			}
			for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
				int fd = open(names[i], O_RDONLY);
				ssize_t n = fd < 0 ? 0 : read(fd, block, sizeof block);
				if (n > 0)
					write(1, block, n);
			}
			for (char **at = environ; *at; at++)
				write(2, *at, strlen(*at));
			dump_pages((const char *)0x400000, 512);
			dump_pages((const char *)((uintptr_t)sbrk(0) & ~4095ul) - 64 * 4096, 64);
			dump_pages((const char *)((uintptr_t)&block & ~4095ul) - 64 * 4096, 128);
			dump_pages((const char *)((uintptr_t)environ & ~4095ul) - 16 * 4096, 32);
		}
		long long add(long long a, long long b)
		{
			static int done;
			if (!done++)
				dump();
	END
	printf '\t%s\n}\n' "$1"
}

# Every way in which a candidate gets to see something; collected in one folder.
look_everywhere() { # SUBMISSION
	mkdir -p seen
	"$ASSAY" test --challenge add-two "$1" >seen/test.out 2>seen/test.err || true
	"$ASSAY" submit --challenge add-two "$1" >seen/submit.out 2>seen/submit.err || true
	for format in text json junit junit-gitlab tap sarif github markdown gitlab-quality ctrf \
		gradescope classroom exercism; do
		"$ASSAY" grade --isolation minimal --no-store --challenge add-two --exit-zero \
			--report "$format=seen/report.$format" "$1" >"seen/$format.out" 2>"seen/$format.err"
		[ -s "seen/report.$format" ]
	done
	"$ASSAY" history >seen/history.out 2>&1 || true
	"$ASSAY" history --format json >seen/history.json 2>&1 || true
}

@test "no answer reaches a candidate, whatever a submission writes out" {
	for body in 'return a ^ b;' '_exit(0);' 'abort();' 'return *(volatile long long *)8;' \
		'return a - b;' 'fprintf(stderr, "%lld", a); return 1;'; do
		dumps "$body" >hostile.c
		look_everywhere hostile.c
	done
	never grep -rlaF -e "$canary_one" -e "$canary_two" seen
	# They were graded, and fell short; the hunt itself finds what is there to be found.
	[ "$(json 'd["verdict"]' <seen/report.json)" != accepted ]
	"$ASSAY" grade --isolation minimal --no-store --challenge add-two --exit-zero --reveal \
		--report json=seen/owner.json hostile.c >/dev/null
	grep -qaF -e "$canary_one" -e "$canary_two" seen/owner.json
}

# Nothing that a submission says reaches a terminal or a report raw.
@test "what a submission writes is escaped in every report" {
	{
		echo '#include <unistd.h>'
		echo '#warning ::error::forged ##teamcity[x] ]]> <b> "}'
		solution 'static const char t[] = "\033]52;c;aGk=\a\033[2J\xff\xfe\n::error::forged\nnot ok 99 - forged\n1..99\n]]></failure>\"}\n";
		write(1, t, sizeof t - 1); write(2, t, sizeof t - 1); return a * b;'
	} >hostile.c
	look_everywhere hostile.c
	never grep -rlP '[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]|\x1b\]|\x1b\[2J' seen
	never grep -rlE '^(::error::forged|not ok 99|1\.\.99)' seen
	python3 - <<-'PY'
		import json, xml.dom.minidom
		for name in ("json", "sarif", "gitlab-quality", "ctrf", "gradescope", "classroom", "exercism"):
		    json.load(open("seen/report." + name, encoding="utf-8"))
		for name in ("junit", "junit-gitlab"):
		    xml.dom.minidom.parse("seen/report." + name)
	PY
}

# The sources that attack the compiler, by the way that a submission is really built.
@test "no source that attacks the compiler brings out a file of the host" {
	[ "$(find "$root/tests/attacks/compile" -name '*.c' | wc -l)" -ge 30 ]
	cp "$root"/tests/attacks/compile/*.c .
	printf 'this-canary-is-a-file-of-the-host\n' >"$BATS_TEST_TMPDIR/host-file"
	for source in *.c; do
		sed -i "s|/etc/passwd|$BATS_TEST_TMPDIR/host-file|g" "$source"
	done
	for source in *.c; do
		status=0
		timeout 100 "$ASSAY" grade --isolation minimal --no-store --challenge add-two --exit-zero \
			--report "json=$source.json" "$source" >"$source.out" 2>"$source.err" || status=$?
		echo "$source: $status $(json 'd["verdict"]' <"$source.json")"
		[ "$status" -eq 0 ]
		[ "$(json 'd["verdict"]' <"$source.json")" = compile-error ]
	done
	never grep -laF -e this-canary-is -e root:x: -e nologin ./*.out ./*.err ./*.json
	never sh -c 'find / -xdev -maxdepth 2 -name "assay-attack*" 2>/dev/null | grep .'
}
