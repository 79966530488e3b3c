#!/usr/bin/env bats
# A sample of `make check-faults`: the launcher's n-th system call fails, and the box fails closed.

setup() {
	ASSAY_BUILD=${ASSAY_BUILD:-build}
	export ASSAY_BUILD
}

# Every 29th call with every error, from a place that moves with the day, at level $1.
sample() {
	seed=${ASSAY_FAULTS_SEED:-$(date +%j | sed 's/^0*//')}
	echo "ASSAY_FAULTS_SEED=$seed"
	run "$ASSAY_BUILD/tests/faults/walk" "$1" 29 $((seed % 29 + 1))
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "the most that is to be had here fails closed" { sample full; }
@test "reduced fails closed" { sample reduced; }
@test "minimal fails closed" { sample minimal; }
