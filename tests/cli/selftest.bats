#!/usr/bin/env bats
# The self-test of the box: run before the first grade on a machine, remembered, told in every result;
# where it fails nothing is graded.

load helper

setup() {
	set_up_home
	# What other tests of this file remembered is none of this one's.
	export XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache
	weak=${ASSAY_BUILD:-$root/build}/weak/assay
	cat >right.c <<-'END'
		#include "add.h"
		long long add(long long a, long long b) { return a + b; }
	END
}

# What the result of `assay $@` says of the self-test.
outcome() {
	"$@" --challenge add-two --format json right.c 2>errors | json 'd["isolation"]["self_test"]'
}

grade() { outcome "$ASSAY" grade --isolation minimal --no-store; }

@test "practice runs no self-test; the first grade does, and it is remembered" {
	[ "$(outcome "$ASSAY" test)" = not-run ]
	[ "$(outcome "$ASSAY" test)" = not-run ]
	[ "$(grade)" = passed ]
	[ "$(outcome "$ASSAY" test)" = passed ]
	run_assay 0 grade --isolation minimal --no-store --challenge add-two right.c
	holds "$output" 'self-test passed'
}

@test "what a submission is graded with is told, and to the candidate too" {
	[ "$(outcome "$ASSAY" submit)" = passed ]
	run_assay 0 history --format json
	run_assay 0 grade --reveal --isolation minimal --no-store --challenge add-two --format json right.c
	[ "$(json 'd["isolation"]["self_test"]' <<<"$output")" = passed ]
}

@test "another program is tested anew, and so is one whose memory of it is damaged" {
	[ "$(grade)" = passed ]
	cp "$ASSAY" other
	[ "$(outcome ./other test)" = not-run ]
	kept=$(grep -rl 'self-test passed' "$XDG_CACHE_HOME/assay")
	[ -n "$kept" ]
	sed -i 's/self-test passed/self-test failed/' "$kept"
	[ "$(outcome "$ASSAY" test)" = not-run ]
	[ "$(grade)" = passed ]
}

@test "where an attack is not held grade refuses and names it, and practice says so" {
	export ASSAY_WEAKEN=environment
	status=0
	"$weak" grade --isolation minimal --no-store --challenge add-two right.c >out 2>errors || status=$?
	[ "$status" -eq 4 ]
	holds "$(cat errors)" "'read-environment' ended with exited 40; \`assay doctor\` shows all trials"
	[ ! -s out ]
	[ "$(outcome "$weak" test)" = failed ]
	holds "$(cat errors)" 'the self-test of the box has failed on this machine'
	[ "$(outcome "$weak" submit)" = failed ]
	# It is not taken for good: what was mended is seen at the next grade.
	unset ASSAY_WEAKEN
	[ "$(outcome "$weak" grade --isolation minimal --no-store)" = passed ]
}

@test "the doctor runs it always, and shows what is not held" {
	run_assay "$([ "$(level)" = full ] && echo 0 || echo 1)" doctor --format json
	[ "$(json 'len(d["trials"])' <<<"$output")" -ge 12 ]
	[ "$(json 'all(t["held"] for t in d["trials"])' <<<"$output")" = true ]
	status=0
	ASSAY_WEAKEN=environment "$weak" doctor >out || status=$?
	[ "$status" -eq 4 ]
	holds "$(cat out)" 'not held: read-environment, which ended with exited 40'
	holds "$(cat out)" 'Nothing can be graded here.'
}
