#!/usr/bin/env bash
# Runs every test program and bats file, two at a time, each in a temporary folder of its own, reads
# their TAP, and ends with one line: N passed, N failed, N skipped.
#
#   tests/run.sh BUILD [WORD]   only those whose name holds WORD
#
# A program that dies before its plan, or whose points do not fit its plan, counts as a failure.
set -u
build=$(realpath "$1")
word=${2:-}
cd "$(dirname "$0")/.." || exit 4
root=$PWD
work=$(mktemp -d "${TMPDIR:-/tmp}/assay-check.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

run_one() { # FILE: writes work/NAME.tap
	local file=$1 name home
	name=$(echo "${file#"$build"/}" | tr '/ ' '__')
	home=$work/$name.d
	mkdir -p "$home/home" "$home/tmp" "$home/run"
	chmod 700 "$home/run"
	local start=${EPOCHREALTIME/[.,]/}
	(
		cd "$root" || exit 4
		unset XDG_DATA_HOME XDG_CACHE_HOME XDG_CONFIG_HOME ASSAY_CHALLENGES ASSAY_SECRET
		export HOME=$home/home TMPDIR=$home/tmp XDG_RUNTIME_DIR=$home/run
		export ASSAY_BUILD=$build ASSAY=$build/assay CMOCKA_MESSAGE_OUTPUT=TAP LC_ALL=C.UTF-8
		export BATS_TEST_TIMEOUT=${BATS_TEST_TIMEOUT:-300}
		case $file in
		*.bats) exec timeout 900 bats --tap "$file" ;;
		*) exec timeout 900 "$file" ;;
		esac
	) >"$work/$name.tap" 2>"$work/$name.err" </dev/null
	echo "$? $(((${EPOCHREALTIME/[.,]/} - start) / 1000))" >"$work/$name.status"
	rm -rf "$home"
}
export -f run_one
export work build root

{
	# The longest first, so that they do not run alone at the end.
	find "$build/tests/attacks" -maxdepth 1 -name 'attack_*' -type f -perm -u+x 2>/dev/null
	ls tests/cli/*.bats 2>/dev/null
	find "$build/tests/unit" -name 'test_*' -type f -perm -u+x 2>/dev/null
	find tests/unit tests/attacks -name '*.bats' 2>/dev/null
} | grep -F -- "$word" | sort -u -s -t/ -k1,1 -k2 | tr '\n' '\0' >"$work/files"
# shellcheck disable=SC2016 # the inner shell expands it
xargs -r -0 -n 1 -P "${ASSAY_CHECK_JOBS:-$(nproc)}" bash -c 'run_one "$1"' bash <"$work/files"

passed=0 failed=0 skipped=0
for status in "$work"/*.status; do
	[ -e "$status" ] || continue
	tap=${status%.status}.tap
	name=$(basename "${status%.status}")
	read -r code milliseconds <"$status"
	# cmocka 1.1 writes `not ok N # SKIP NAME` for a test that it skipped. `1..0 # SKIP WHY` is a
	# program that skips itself, counted as one.
	skips=$(grep -E '^ok .*# *[Ss][Kk][Ii][Pp]|^not ok [0-9]+ # SKIP |^1\.\.0 # SKIP ' "$tap")
	skip=$(grep -c . <<<"$skips")
	ok=$(grep -E '^ok ' "$tap" | grep -cviE '# *skip')
	bad=$(grep -E '^not ok ' "$tap" | grep -cvE '^not ok [0-9]+ # SKIP ')
	plan=$(grep -E '^[0-9]+\.\.[0-9]+' "$tap" | awk -F'[. ]+' '{n += $2 == 0 && /# SKIP / ? 1 : $2} END {print n + 0}')
	if [ "$plan" -ne $((ok + skip + bad)) ] || [ "$plan" -eq 0 ] ||
		{ [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
		bad=$((bad + 1))
		echo "FAILED $name: plan $plan, points $((ok + skip + bad - 1)), exit status $code"
	fi
	if [ "$bad" -gt 0 ]; then
		echo "---- $name"
		grep -vE '^ok ' "$tap" | tail -n 60
		tail -n 40 "${tap%.tap}.err"
	fi
	[ "$skip" -eq 0 ] || awk -v name="$name" '{print "skipped: " name ": " $0}' <<<"$skips"
	printf '%-44s %4d passed %3d failed %3d skipped %5d.%d s\n' "$name" "$ok" "$bad" "$skip" \
		$((milliseconds / 1000)) $((milliseconds % 1000 / 100))
	passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
