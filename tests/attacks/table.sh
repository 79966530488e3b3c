#!/usr/bin/env bash
# Runs every attack against each level, and with its defence taken away, and prints a table: class,
# programs, tried, held, seconds. Ends with a status other than 0 when anything was not held, did not
# bite, or left something behind.
#
#   tests/attacks/table.sh BUILD
set -u
build=$1
cd "$(dirname "$0")/../.." || exit 4
work=$(mktemp -d "${TMPDIR:-/tmp}/assay-table.XXXXXX") || exit 4
trap 'rm -rf "$work"' EXIT
export ASSAY_BUILD=$build ASSAY_ATTACK_TABLE=$work/lines
: >"$work/lines"
bad=0
for level in full reduced minimal weak; do
	[ ! -t 2 ] || printf 'attacks: %s\r' "$level" >&2
	"$build/tests/attacks/attack_$level" >"$work/$level" 2>"$work/$level.err" </dev/null || bad=1
	grep -h '^1\.\.0 # SKIP' "$work/$level"
	grep -h '^not ok' "$work/$level" && cat "$work/$level.err"
done
awk -F'\t' '
	$1 == "weak" { shown += $4; proven++; seconds += $5 / 1000; next }
	{
		classes[$2]; tried[$2]++; held[$2] += $4; time[$2] += $5 / 1000
		if (!($2 in programs)) programs[$2] = 0
		if ($3 != "host" && !(($2, $3) in seen)) { seen[$2, $3]; programs[$2]++ }
	}
	END {
		printf "%-26s %9s %6s %6s %8s\n", "class", "programs", "tried", "held", "seconds"
		sort = "sort"
		for (class in classes) {
			printf "%-26s %9d %6d %6d %8.1f\n", class, programs[class], tried[class],
				held[class], time[class] | sort
			all += programs[class]; t += tried[class]; h += held[class]; s += time[class]
		}
		close(sort)
		printf "%-26s %9d %6d %6d %8.1f\n", "total", all, t, h, s
		printf "Without their defences %d of %d bite, in %.1f s; the others say why they are not tried.\n",
			shown, proven, seconds
		exit !(t > 0 && t == h && proven > 0 && proven == shown)
	}' "$work/lines" || bad=1
exit "$bad"
