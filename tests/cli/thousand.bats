#!/usr/bin/env bats
# What `make check-thousand` does, with fewer runs: after programs that end in every way there is, the
# machine has what it had before.

@test "many runs of every end leave nothing behind" {
	run "$BATS_TEST_DIRNAME/../thousand.sh" "${ASSAY_BUILD:-build}" 60
	echo "$output"
	[ "$status" -eq 0 ]
}
