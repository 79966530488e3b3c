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
printf '%-22s %-8s %6s %6s %8s\n' machine level held failed seconds
while read -r machine _; do
	level=$("$build/tests/kernels/simulate" "$machine" "$ASSAY" doctor --format json 2>/dev/null |
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
	"$build/tests/kernels/simulate" "$machine" "$build/tests/attacks/attack_$level" >"$log" 2>&1
	status=$?
	bad=$(grep -c '^not ok' "$log")
	held=$(grep -c '^ok' "$log")
	printf '%-22s %-8s %6d %6d %8d\n' "$machine" "$level" "$held" "$bad" $((SECONDS - start))
	if [ "$status" -ne 0 ] || [ "$held" -eq 0 ]; then
		failed=1
		grep -v '^ok' "$log" | tail -n 40
	fi
done < <("$build/tests/kernels/simulate" --list)
exit "$failed"
