#!/usr/bin/env bash
# Runs N programs that end in every way there is, and holds what the machine has afterwards against
# what it had before: processes, namespaces, System V objects, keys, mounts, control groups, files.
#
#   tests/thousand.sh BUILD [N]   N: 1000
#
# Root does this in a pid, mount and ipc namespace of its own, where nobody else's processes are seen.
# What others may have changed meanwhile is looked at again for a while before it counts.
set -eu
build=$(realpath "$1")
runs=$((${2:-1000} / 10))
assay=${ASSAY:-$build/assay}
programs=$build/tests/programs
patience=20

if [ "$(id -u)" -eq 0 ] && [ -z "${ASSAY_THOUSAND:-}" ] && unshare --pid --fork --mount-proc --ipc true 2>/dev/null; then
	ASSAY_THOUSAND=1 exec unshare --pid --fork --kill-child --mount-proc --ipc "$0" "$@"
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/assay-thousand.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/tmp"
export TMPDIR=$work/tmp
level=$("$assay" doctor --format json 2>/dev/null | sed -n 's/.*"level": *"\([a-z]*\)".*/\1/p' | head -n 1)

# One line a thing that could be left.
state() {
	if [ -n "${ASSAY_THOUSAND:-}" ]; then
		ps -e -o comm= | awk '!/^(ps|thousand\.sh|bash|awk|sed|sort|lsns|find|unshare|comm)$/'
		lsns -n -o NS,TYPE
	else
		ps -e -o pid=,args= | awk -v programs="$programs" '/assay-[l]auncher/ || index($2, programs) == 1'
	fi | sed 's/^/process or namespace /'
	tail -qn +2 /proc/sysvipc/shm /proc/sysvipc/msg /proc/sysvipc/sem | sed 's/^/System V object /'
	sed -e 's/ .*//' -e 's/^/key /' /proc/keys
	sed -e 's/^[0-9]* [0-9]* //' -e 's/^/mount /' /proc/self/mountinfo
	find /sys/fs/cgroup -type d -name 'assay*' 2>/dev/null | sed 's/^/control group /'
	find "$TMPDIR" /dev/shm -mindepth 1 2>/dev/null | sed 's/^/file /'
}

# Runs PROGRAM so often in one sandbox, and says which statuses came of it, each with its count.
box() { # RUNS OPTION... -- PROGRAM...
	local count=$1
	shift
	"$assay" sandbox --isolation minimal --runs "$count" --report "$work/report" --stdout /dev/null \
		--stderr /dev/null "$@" </dev/null 2>>"$work/errors" || true
	cat "$work/report" >>"$work/reports"
	sed 's/.*"status":"\([a-z-]*\)".*/\1/' "$work/report" | sort | uniq -c | sed 's/^ *//' | tr '\n' ' '
}

failed=0
expect() { # STATUS RUNS OPTION... -- PROGRAM...
	local status=$1 seen
	shift
	seen=$(box "$@")
	[[ $seen =~ ^$1\ ($status)\ $ ]] || {
		failed=1
		echo "${*: -1}: $seen, expected $1 $status"
	}
}

state | sort >"$work/before"
echo "Running $((runs * 10)) programs at level $level."
expect signalled "$runs" -- "$programs/aborts"
expect forbidden-call "$runs" -- "$programs/opens_socket"
expect wall-limit "$runs" --wall 0.05 -- "$programs/sleeper"
expect wall-limit "$runs" --wall 0.05 -- "$programs/stopper"
expect output-limit "$runs" --output-limit 64K -- "$programs/floods"
expect exited "$runs" --profile compile -- "$programs/daemon"
expect exited "$runs" -- "$programs/dynamic/loads" work
if [ "$level" = full ]; then
	expect memory-limit "$runs" --memory 16M -- "$programs/allocates"
	expect 'time-limit|wall-limit' "$runs" --profile compile --processes 16 --cpu 0.05 --wall 0.2 -- \
		"$programs/fork_bomb"
else
	expect exited "$runs" --memory 16M -- "$programs/allocates"
	expect forbidden-call "$runs" -- "$programs/fork_bomb"
fi
# Each in a sandbox of its own, too.
for ((i = 0; i < runs; i++)); do
	expect signalled 1 -- "$programs/aborts"
done
[ "$(wc -l <"$work/reports")" -eq $((runs * 10)) ] || {
	failed=1
	echo "$(wc -l <"$work/reports") reports of $((runs * 10)) runs"
	cat "$work/errors"
}

# New is what is there at every look: others come and go.
state | sort | comm -13 "$work/before" - >"$work/new"
for ((i = 0; i < patience * 10; i++)); do
	[ -s "$work/new" ] || break
	state | sort | comm -12 "$work/new" - >"$work/still"
	mv "$work/still" "$work/new"
	sleep 0.1
done
state | sort | comm -23 "$work/before" - | grep -vE '^(control group|key|process or namespace) ' >"$work/gone" || true
for difference in new gone; do
	[ ! -s "$work/$difference" ] || {
		failed=1
		echo "$difference:"
		cat "$work/$difference"
	}
done
[ "$failed" -ne 0 ] || echo "$((runs * 10)) runs ended as they should, and left nothing."
exit "$failed"
