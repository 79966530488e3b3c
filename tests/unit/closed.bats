#!/usr/bin/env bats
# A sample of `make check-faults`: the launcher's n-th system call fails, and the box fails closed.

setup() {
	ASSAY_BUILD=${ASSAY_BUILD:-build}
	export ASSAY_BUILD
}

# Every 29th call from a place that moves with the day, at level $1.
sample() {
	run "$ASSAY_BUILD/tests/faults/walk" "$1" 29 $(($(date +%j | sed 's/^0*//') % 29 + 1))
	echo "$output"
	[ "$status" -eq 0 ]
	# Nothing is left in the folder where boxes without a mount namespace have theirs.
	[ -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'assay-box.*' -user "$(id -u)" 2>/dev/null)" ]
}

@test "the most that is to be had here fails closed" { sample full; }
@test "reduced fails closed" { sample reduced; }
@test "minimal fails closed" { sample minimal; }
