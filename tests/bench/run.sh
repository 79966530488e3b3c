#!/usr/bin/env bash
# Runs every benchmark and prints their tables one after another.
#
#   tests/bench/run.sh BUILD
#
# A benchmark is a program BUILD/tests/bench/bench_NAME (from tests/bench/bench_NAME.c) or an
# executable script tests/bench/bench_NAME.sh; each gets BUILD as its only argument, prints one
# table of figures and ratios on standard output, and says on standard error what it cannot measure.
set -u
build=$(realpath "$1") || exit 2
cd "$(dirname "$0")/../.." || exit 4
status=0
for bench in "$build"/tests/bench/bench_* tests/bench/bench_*.sh; do
	if [ ! -f "$bench" ] || [ ! -x "$bench" ]; then
		continue
	fi
	"$bench" "$build" || {
		echo "$(basename "$bench"): failed" >&2
		status=4
	}
	echo
done
exit "$status"
