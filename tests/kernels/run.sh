#!/usr/bin/env bash
# On every simulated machine: the doctor's truth, a graded submission, and the attack suite at the
# level that is left. Prints one line a machine. Minutes.
#
#   tests/kernels/run.sh BUILD
set -u
build=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 4
export ASSAY_BUILD=$build ASSAY=$build/assay ASSAY_KERNELS=all
failed=0
tests/run.sh "$build" kernels || failed=1

log=$(mktemp)
trap 'rm -f "$log"' EXIT
simulate=$build/tests/kernels/simulate

# What is left of the failures of an attack run when the machine's own filter and a busy moment (the
# attack is tried again alone) are taken away: one line each.
failures() { # MACHINE RUNNER
	local swallowed name
	swallowed=" $("$simulate" --swallowed "$1") "
	while read -r name; do
		[[ $swallowed != *" $name "* ]] || {
			grep -Eq ": $name: exited\(0\)(, AIM REACHED)?\$" "$log" && continue
		}
		"$simulate" "$1" "$2" "$name" >/dev/null 2>&1 || grep -- ": $name: " "$log"
	done < <(sed -n 's/^not ok [0-9]* - [^:]*: \([^:]*\): .*/\1/p' "$log")
}

printf '%-22s %-8s %6s %10s %6s %8s\n' machine level held elsewhere failed seconds
while read -r machine _; do
	level=$("$simulate" "$machine" "$ASSAY" doctor --format json 2>/dev/null |
		sed -n 's/^  "level": "\(.*\)",$/\1/p')
	if [ -z "$level" ]; then
		printf '%-22s not to be simulated here\n' "$machine"
		continue
	fi
	[ "$level" != none ] || {
		printf '%-22s %-8s nothing is run\n' "$machine" "$level"
		continue
	}
	start=$SECONDS
	runner=$build/tests/attacks/attack_$level
	"$simulate" "$machine" "$runner" >"$log" 2>&1
	left=$(failures "$machine" "$runner")
	bad=$(grep -c . <<<"$left")
	held=$(grep -c '^ok' "$log")
	swallowed=$(($(grep -c '^not ok' "$log") - bad))
	printf '%-22s %-8s %6d %10d %6d %8d\n' "$machine" "$level" "$held" "$swallowed" "$bad" \
		$((SECONDS - start))
	if [ "$bad" -ne 0 ] || [ "$held" -lt 50 ]; then
		failed=1
		printf '%s\n' "$left"
		tail -n 5 "$log"
	fi
done < <("$simulate" --list)
exit "$failed"
