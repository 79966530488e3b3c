#!/usr/bin/env bats
# What tests/run.sh makes of programs that pass, fail, skip and die.

setup() {
	tree=$BATS_TEST_TMPDIR/a\ tree
	mkdir -p "$tree/tests/cli" "$tree/build/tests/unit"
	cp "$BATS_TEST_DIRNAME/../run.sh" "$tree/tests/"
}

# A test program NAME that runs the shell COMMANDS.
program() {
	printf '#!/bin/sh\n%s\n' "$2" >"$tree/build/tests/unit/test_$1"
	chmod +x "$tree/build/tests/unit/test_$1"
}

@test "what passes is counted, in a path with spaces too" {
	program one 'echo 1..2; echo ok 1 - a; echo ok 2 - b'
	run "$tree/tests/run.sh" "$tree/build"
	[ "$status" -eq 0 ]
	[ "${lines[-1]}" = '2 passed, 0 failed, 0 skipped' ]
}

@test "a skip is named and fails nothing, as bats and as cmocka write it" {
	program one 'echo 1..2; echo ok 1 - a; echo "ok 2 b # skip no luck"'
	program two 'echo 1..2; echo ok 1 - a; echo "not ok 2 # SKIP needs_a_compiler"'
	run "$tree/tests/run.sh" "$tree/build"
	[ "$status" -eq 0 ]
	[ "${lines[-1]}" = '2 passed, 0 failed, 2 skipped' ]
	[[ $output == *'no luck'* ]]
	[[ $output == *needs_a_compiler* ]]
}

@test "a program that skips itself is one skip, if it leaves cleanly" {
	program one 'echo 1..1; echo ok 1 - a'
	program two 'echo "1..0 # SKIP no cgroup"'
	run "$tree/tests/run.sh" "$tree/build"
	[ "$status" -eq 0 ]
	[ "${lines[-1]}" = '1 passed, 0 failed, 1 skipped' ]
	[[ $output == *'no cgroup'* ]]
	program two 'echo "1..0 # SKIP no cgroup"; exit 1'
	run "$tree/tests/run.sh" "$tree/build"
	[ "$status" -eq 1 ]
	[ "${lines[-1]}" = '1 passed, 1 failed, 1 skipped' ]
	program two 'echo 1..0'
	run "$tree/tests/run.sh" "$tree/build"
	[ "$status" -eq 1 ]
}

@test "a point that fails, a short plan, no plan and a bad exit each fail" {
	program fails 'echo 1..1; echo not ok 1 - a; exit 1'
	program short 'echo 1..2; echo ok 1 - a'
	program silent 'exit 0'
	program dies 'echo 1..1; echo ok 1 - a; kill -KILL $$'
	run "$tree/tests/run.sh" "$tree/build"
	[ "$status" -eq 1 ]
	[ "${lines[-1]}" = '2 passed, 4 failed, 0 skipped' ]
}

@test "no test at all is a failure" {
	run "$tree/tests/run.sh" "$tree/build"
	[ "$status" -eq 1 ]
}
