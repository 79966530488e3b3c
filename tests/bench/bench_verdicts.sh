#!/usr/bin/env bash
# From a saved file to twenty verdicts: `assay test` on a challenge of twenty samples, all boxed, beside
# `gcc -O2 -c` of the same file alone, and beside gcc and twenty bubblewraps; in turns, medians.
#
#   tests/bench/bench_verdicts.sh BUILD [ROUNDS]
set -eu
assay=$(realpath "$1")/assay
rounds=${2:-20}
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home XDG_RUNTIME_DIR=$work ASSAY_CHALLENGES=$work/challenges
unset XDG_DATA_HOME XDG_CACHE_HOME
mkdir "$HOME" "$ASSAY_CHALLENGES"

# The fixture: a shipped challenge whose samples are copied until there are twenty.
challenge=lru-ttl-cache
wanted=20
cp -R "challenges/$challenge" "$ASSAY_CHALLENGES/"
samples=$ASSAY_CHALLENGES/$challenge/data/sample
given=("$samples"/*.in)
for ((i = ${#given[@]}; i < wanted; i++)); do
	from=${given[i % ${#given[@]}]%.in}
	for suffix in in ans desc; do
		[ ! -f "$from.$suffix" ] || cp "$from.$suffix" "$samples/$((i + 1))-copy.$suffix"
	done
done

"$assay" start "$challenge" "$work/round" >/dev/null
manifest=challenges/$challenge/challenge.json
reference=$(sed -n 's/.*"reference": *"\([^"]*\)".*/\1/p' "$manifest")
target=$work/round/$(sed -n 's/.*"path": *"\([^"]*\)".*"editable": *true.*/\1/p' "$manifest" | head -n 1)
[ -d "challenges/$challenge/$reference" ] && reference=$reference/$(basename "$target")
cp "challenges/$challenge/$reference" "$target"

timed() { # NAME COMMAND...: appends microseconds; a failure is the end
	local name=$1 start=$EPOCHREALTIME
	shift
	"$@" >"$work/$name.out" 2>&1 || {
		echo "bench_verdicts: $name failed:" >&2
		cat "$work/$name.out" >&2
		exit 4
	}
	local end=$EPOCHREALTIME
	echo $((${end/./} - ${start/./})) >>"$work/$name.us"
}
whole() {
	gcc "$@" -o "$work/x" -I "$work/round" -I "$work/round/include" "$target" \
		"$work/round/driver/driver.c"
}
bubblewraps() {
	whole -O2
	for input in "$samples"/*.in; do
		bwrap --unshare-all --ro-bind / / "$work/x" <"$input" | cmp -s - "${input%.in}.ans"
	done
}

"$assay" test "$work/round" >"$work/first" # fills the cache of drivers, as any second save finds it
grep -q "$wanted" "$work/first" || {
	echo "bench_verdicts: expected $wanted verdicts:" >&2
	cat "$work/first" >&2
	exit 4
}
with_bubblewrap=false
if command -v bwrap >/dev/null && bwrap --unshare-all --ro-bind / / true 2>/dev/null; then
	with_bubblewrap=true
fi
for ((i = 0; i < rounds; i++)); do
	timed assay "$assay" test "$work/round"
	timed gcc gcc -O2 -c -o "$work/x.o" -I "$work/round" "$target"
	timed static whole -O2 -static
	! $with_bubblewrap || timed bubblewraps bubblewraps
done

median() { sort -n "$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
base=$(median "$work/gcc.us")
row() { # NAME GOAL TEXT
	[ -f "$work/$1.us" ] || {
		printf '%-58s %9s %7s\n' "$3" 'not here' -
		return
	}
	awk -v name="$3" -v value="$(median "$work/$1.us")" -v base="$base" -v goal="$2" 'BEGIN {
		said = goal == "" ? "" : "<= " goal ": " (value / base <= goal ? "met" : "missed")
		printf "%-58s %9.1f %7.2f  %s\n", name, value / 1000, value / base, said}'
}
printf '%-58s %9s %7s  %s\n' "a file of $(wc -l <"$target") lines, median of $rounds" ms ratio goal
row gcc '' 'gcc -O2 -c of that file alone'
row assay 1.30 'saved file to twenty verdicts, all boxed'
row bubblewraps '' 'gcc and twenty bubblewraps'
row static '' 'gcc -O2 -static of file and driver, not boxed, not run'
