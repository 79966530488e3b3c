#!/bin/sh
# The demonstration of `make demo`: grades five submissions that ship with a challenge, in a home of
# its own that is removed at the end.
#
#   tests/demo.sh build/assay
set -eu
shown=$1
assay=$(realpath "$1")
cd "$(dirname "$0")/.."
home=$(mktemp -d "${TMPDIR:-/tmp}/assay-demo.XXXXXX")
trap 'rm -rf "$home"' EXIT
trap 'exit 130' INT TERM HUP PIPE
export HOME="$home" XDG_DATA_HOME="$home/data" XDG_CACHE_HOME="$home/cache"
unset ASSAY_CHALLENGES ASSAY_SECRET

submissions=challenges/token-bucket/submissions

# Grades one and shows what came out. An exit status of 1, it falls short, is what four of them are for.
show() { # WORDS FILE
	printf '\n=== %s ===\n' "$1"
	printf '%s\n' "$ assay grade --challenge token-bucket $2"
	status=0
	"$assay" grade --challenge token-bucket --isolation minimal --no-store "$2" || status=$?
	if [ "$status" -gt 1 ]; then
		echo "demo: grading ended with exit status $status; $shown doctor may say why" >&2
		exit "$status"
	fi
}

cat <<'END'
assay grades code that it does not trust: each submission is compiled and run in a box, on tests
whose answers never enter it. Five submissions for the challenge `token-bucket`, a rate limiter:
END
show '1 of 5: right' "$submissions/accepted/open_addressing.c"
show '2 of 5: subtly wrong, for one key of 2^64' "$submissions/wrong_answer/rare_bug.c"
show '3 of 5: right, and too slow' "$submissions/time_limit_exceeded/linear_search.c"
show '4 of 5: does not compile' "$submissions/compile_error/undeclared_name.c"
show '5 of 5: hostile; reads /etc/passwd, looks for the hidden answers, opens a socket, forks' \
	"$submissions/forbidden_call/hostile.c"

cat <<END

Try next:

  $shown start token-bucket /tmp/bucket   a folder to solve it in, with a clock
  $shown test /tmp/bucket                 the visible tests: input, expected, got
  $shown doctor                           what isolates the boxes on this machine
END
