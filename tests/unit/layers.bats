#!/usr/bin/env bats
# The floors of the house: a lower layer never needs a higher one, and each library has one door.

setup() {
	ar=$ASSAY_BUILD/libassay-sandbox.a
}

@test "the sandbox library needs nothing of the runner, of cJSON or of SQLite" {
	defined=$(nm --defined-only "$ar" | awk 'NF == 3 {print $3}' | sort -u)
	undefined=$(nm --undefined-only "$ar" | awk '{print $2}' | grep -E '^(assay_|cJSON|sqlite3)' | sort -u)
	run comm -13 <(echo "$defined") <(echo "$undefined")
	[ "$output" = "" ]
}

@test "cJSON, SQLite, libseccomp and libsodium are each included in one place" {
	run bash -c "grep -rlE '#include <(cjson/)?cJSON.h>' include sandbox runner"
	[ "$output" = runner/json.c ]
	run bash -c "grep -rlE '#include <seccomp.h>' include sandbox runner"
	[ "${#lines[@]}" -eq 1 ]
	run bash -c "grep -rlE '#include <sodium.h>' include sandbox runner"
	[ "$output" = runner/digest.c ]
	run bash -c "grep -rlE '#include <sqlite3.h>' include sandbox runner | xargs -n1 dirname | sort -u"
	[ "$output" = "$(printf 'runner/build/sqlhost\nrunner/store')" ]
}

@test "no stage includes a header of a later stage" {
	# The order of design: challenge, build, run, judge, score, store, report, cli.
	order=(challenge build run judge score store report cli)
	for ((i = 0; i < ${#order[@]}; i++)); do
		for ((j = i + 1; j < ${#order[@]}; j++)); do
			run bash -c "grep -nE '#include \"(\.\./)+${order[j]}/' runner/${order[i]}/*.[ch]"
			[ "$output" = "" ]
		done
	done
}

@test "every public header stands alone" {
	for header in include/assay/*.h; do
		echo "#include <assay/$(basename "$header")>" |
			${CC:-cc} -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only -x c -
	done
}

@test "no forbidden function is called" {
	run bash -c "grep -rnE '\b(strcpy|strcat|sprintf|vsprintf|system|popen|alloca|atoi|gets|mktemp|tmpnam)\(' include sandbox runner"
	[ "$output" = "" ]
}
