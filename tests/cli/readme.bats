#!/usr/bin/env bats
# Runs the terminal sessions of the README and of docs/ci.md, in order, in one folder each, and holds
# what they print against what is written there. Numbers and identifiers may differ, white space does
# not count, and a line `...` (or one that ends so) stands for anything.

run_sessions() { # FILE
	local level
	level=$("$ASSAY" doctor --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["level"])')
	[ "$level" = full ] || skip "the sessions were recorded at level full, here it is $level"
	unset XDG_DATA_HOME XDG_CACHE_HOME
	cp -R challenges "$BATS_TEST_TMPDIR/"
	mkdir "$BATS_TEST_TMPDIR/home"
	run env PATH="$(dirname "$ASSAY"):$PATH" HOME="$BATS_TEST_TMPDIR/home" \
		python3 tests/cli/readme.py "$1" "$BATS_TEST_TMPDIR"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "the sessions of the README print what it says" {
	run_sessions README.md
}

@test "the sessions of docs/ci.md print what it says" {
	run_sessions docs/ci.md
}
