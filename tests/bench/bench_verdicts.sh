#!/usr/bin/env bash
# From a saved file to its verdicts: `assay test` on the reference of lru-ttl-cache beside
# `gcc -O2 -c` of the same file alone; interleaved, medians, one table.
#
#   tests/bench/bench_verdicts.sh BUILD [ROUNDS]
set -eu
assay=$(realpath "$1")/assay
rounds=${2:-20}
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home XDG_RUNTIME_DIR=$work ASSAY_CHALLENGES=$PWD/challenges
unset XDG_DATA_HOME XDG_CACHE_HOME
mkdir "$HOME"
challenge=lru-ttl-cache
"$assay" start "$challenge" "$work/round" >/dev/null
reference=$(sed -n 's/.*"reference": *"\([^"]*\)".*/\1/p' challenges/$challenge/challenge.json)
target=$work/round/$(sed -n 's/.*"path": *"\([^"]*\)".*"editable": *true.*/\1/p' challenges/$challenge/challenge.json | head -n 1)
[ -d "challenges/$challenge/$reference" ] && reference=$reference/$(basename "$target")
cp "challenges/$challenge/$reference" "$target"

timed() { # FILE COMMAND...: appends microseconds
	local log=$1 start=$EPOCHREALTIME
	shift
	"$@" >/dev/null 2>&1
	local end=$EPOCHREALTIME
	echo $((${end/./} - ${start/./})) >>"$log"
}
median() { sort -n "$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

"$assay" test "$work/round" >/dev/null # fills the cache of drivers, as any second save finds it
for ((i = 0; i < rounds; i++)); do
	timed "$work/assay" "$assay" test "$work/round"
	timed "$work/gcc" gcc -O2 -c -o "$work/x.o" -I "$work/round" "$target"
	timed "$work/whole" gcc -O2 -static -o "$work/x" -I "$work/round" -I "$work/round/include" "$target" \
		"$work/round/driver/driver.c"
done
base=$(median "$work/gcc")
printf '%-58s %9s %7s\n' "$challenge, median of $rounds" ms ratio
for row in "gcc:gcc -O2 -c of that file alone" "whole:gcc -O2 -static of file and driver, not boxed, not run" \
	"assay:assay test: boxed build, samples run and judged"; do
	value=$(median "$work/${row%%:*}")
	awk -v name="${row#*:}" -v value="$value" -v base="$base" \
		'BEGIN {printf "%-58s %9.1f %7.2f\n", name, value / 1000, value / base}'
done
