#!/usr/bin/env bats
# On machines that refuse a part of the kernel (tests/kernels): the doctor tells the truth and names
# the remedy, boxes work at the level that is left, and where none is left nothing is run.

load helper

setup_file() {
	bats_require_minimum_version 1.5.0
	export SIMULATE=${ASSAY_BUILD:-$BATS_TEST_DIRNAME/../../build}/tests/kernels/simulate
}

setup() {
	# LeakSanitizer, in a sanitized build, needs calls that these machines refuse.
	export ASAN_OPTIONS=detect_leaks=0
	set_up_home
	here=$(level)
	cat >right.c <<-'END'
		#include "add.h"
		long long add(long long a, long long b) { return a + b; }
	END
}

# The lesser of two levels.
lesser() {
	local one
	for one in none minimal reduced full; do
		[ "$one" != "$1" ] && [ "$one" != "$2" ] || {
			echo "$one"
			return
		}
	done
}

# What the doctor says on machine $1: its document in $BATS_TEST_TMPDIR/doctor; 77: not to be had here.
examine() {
	local code=0
	"$SIMULATE" "$1" "$ASSAY" doctor --format json >"$BATS_TEST_TMPDIR/doctor" 2>"$BATS_TEST_TMPDIR/said" || code=$?
	[ "$code" -ne 77 ]
}

field() { json "$1" <"$BATS_TEST_TMPDIR/doctor"; }

# On machine $1 with the best level $2, losing layer $3, the doctor says $4.
truth() {
	examine "$1" || {
		echo "$1: $(cat "$BATS_TEST_TMPDIR/said")"
		return 0
	}
	wanted=$(lesser "$here" "$2")
	[ "$(field 'd["level"]')" = "$wanted" ] || {
		echo "$1: level $(field 'd["level"]'), expected $wanted"
		return 1
	}
	# Every layer that is missing says how it is to be had, and none that is there does.
	[ "$(field 'all(bool(l["remedy"]) != l["works"] and l["detail"] for l in d["layers"])')" = true ]
	[ "$3" = - ] || [ "$(field "[l['works'] for l in d['layers'] if l['name'] == '$3'][0]")" = false ] || {
		echo "$1: $3 is said to work"
		return 1
	}
	[ "$3" = - ] || holds "$(field '[l["detail"] + " " + l["remedy"] for l in d["layers"]]')" "$4"
}

# Machine $1, with level $wanted: a submission is graded there, or it is said why it is not.
graded() {
	status=0
	said=$("$SIMULATE" "$1" "$ASSAY" grade --no-store --isolation minimal --challenge add-two \
		--format json right.c 2>"$BATS_TEST_TMPDIR/said") || status=$?
	if [ "$wanted" = none ]; then
		[ "$status" -eq 4 ] && holds "$(cat "$BATS_TEST_TMPDIR/said")" "'none' can be had"
	else
		[ "$status" -eq 0 ] && [ "$(json 'd["isolation"]["level"]' <<<"$said")" = "$wanted" ]
	fi || {
		echo "$1: exit status $status: $said $(cat "$BATS_TEST_TMPDIR/said")"
		return 1
	}
}

@test "on every machine the doctor tells the level, what is missing, and what to do about it" {
	tried=0
	while read -r machine best lost says; do
		truth "$machine" "$best" "$lost" "$says"
		tried=$((tried + 1))
	done < <("$SIMULATE" --list)
	[ "$tried" -ge 25 ]
}

@test "on every machine what is left is used, and below minimal nothing is run" {
	while read -r machine best lost says; do
		wanted=$(lesser "$here" "$best")
		# The others are for `make check-kernels`.
		case ${ASSAY_KERNELS:-some}-$machine in
		all-* | *-ubuntu-24.04 | *-docker | *-no-cgroup | *-no-listener | *-no-clone3) ;;
		*-landlock-abi-1 | *-no-landlock | *-no-close-range | *-no-execveat) ;;
		*) continue ;;
		esac
		"$SIMULATE" "$machine" true 2>/dev/null || continue
		graded "$machine"
	done < <("$SIMULATE" --list)
}

@test "grade insists on full, and its refusal names what is missing" {
	"$SIMULATE" ubuntu-24.04 true || skip "the machine cannot be simulated here"
	status=0
	said=$("$SIMULATE" ubuntu-24.04 "$ASSAY" grade --no-store --challenge add-two right.c 2>&1) || status=$?
	[ "$status" -eq 4 ]
	holds "$said" "isolation level 'full' is wanted, 'minimal' can be had: write setgroups: Permission denied"
	holds "$said" 'assay doctor'
}

@test "the practising commands say in one line which level there is" {
	"$SIMULATE" docker true || skip "the machine cannot be simulated here"
	said=$("$SIMULATE" docker "$ASSAY" test --challenge add-two right.c 2>&1 >/dev/null) || true
	holds "$said" 'isolation is minimal, not full; `assay doctor` says why'
}
