#!/usr/bin/env bash
# The same submission gets the same grade, on a busy machine too: a submission with a rare bug, one
# that is nearly too slow and one that is right are each graded many times beside two bounded CPU
# hogs, one pinned to each of two CPUs; every one must have one distinct score and verdict.
#
#   tests/fair.sh BUILD [TIMES]
set -eu
assay=$(realpath "$1")/assay
times=${2:-30}
cd "$(dirname "$0")/.."
work=$(mktemp -d)
hogs=
# shellcheck disable=SC2317 # called by the trap
cleanup() {
	# shellcheck disable=SC2086 # process ids are words
	[ -z "$hogs" ] || kill $hogs 2>/dev/null || true
	rm -rf "$work"
}
trap cleanup EXIT
export HOME=$work XDG_RUNTIME_DIR=$work ASSAY_CHALLENGES=$PWD/challenges
unset XDG_DATA_HOME XDG_CACHE_HOME
level=$("$assay" doctor --format json | sed -n 's/.*"level": *"\([a-z]*\)".*/\1/p' | head -n 1)

# Bounded: each hog ends by itself after an hour at most.
for cpu in 0 1; do
	taskset -c "$((cpu % $(nproc)))" timeout 3600 sh -c 'while :; do :; done' &
	hogs="$hogs $!"
done

submissions=(
	challenges/token-bucket/submissions/wrong_answer/rare_bug.c
	challenges/token-bucket/submissions/accepted/nearly_too_slow.c
	challenges/token-bucket/submissions/accepted/open_addressing.c
)
echo "1..${#submissions[@]}"
number=0 failed=0
for submission in "${submissions[@]}"; do
	number=$((number + 1))
	for ((i = 0; i < times; i++)); do
		"$assay" grade --challenge token-bucket --no-store --seed 7 --isolation "$level" --exit-zero \
			--format json "$submission" |
			python3 -c 'import json, sys; r = json.load(sys.stdin); print(r["verdict"], r["score"], r["max_score"])'
	done | sort | uniq -c >"$work/scores"
	distinct=$(wc -l <"$work/scores")
	word=ok
	[ "$distinct" -eq 1 ] || {
		word='not ok'
		failed=1
	}
	echo "$word $number - ${submission#challenges/}: $(tr -s ' \n' ' ;' <"$work/scores") distinct: $distinct"
done
exit $failed
