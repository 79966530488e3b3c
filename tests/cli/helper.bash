# helper.bash - what the tests of the program share: a home of its own for each test, a small quick
# challenge, and how to ask what came out.
# shellcheck shell=bash

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
: "${ASSAY:=$root/build/assay}"

# A home, a folder to stand in, and the small challenge; to be called by setup().
set_up_home() {
	work=$BATS_TEST_TMPDIR/work
	mkdir -p "$work" "$BATS_TEST_TMPDIR/home" "$BATS_FILE_TMPDIR/cache"
	export HOME=$BATS_TEST_TMPDIR/home
	# What was compiled once need not be compiled for every test again.
	export XDG_CACHE_HOME=$BATS_FILE_TMPDIR/cache
	unset XDG_DATA_HOME ASSAY_SECRET NO_COLOR COLUMNS
	[ -d "$BATS_FILE_TMPDIR/challenges/add-two" ] || make_challenge "$BATS_FILE_TMPDIR/challenges"
	export ASSAY_CHALLENGES=$BATS_FILE_TMPDIR/challenges
	cd "$work" || return 1
}

# Runs the program; standard output goes to $output, standard error to $errors.
run_assay() {
	local status_wanted=$1 file=$BATS_TEST_TMPDIR/stderr
	shift
	status=0
	output=$("$ASSAY" "$@" 2>"$file" </dev/null) || status=$?
	errors=$(cat "$file")
	if [ "$status" -ne "$status_wanted" ]; then
		printf '%s\n' "assay $*: exit status $status, expected $status_wanted" \
			"stdout: $output" "stderr: $errors"
		return 1
	fi
}

# The text $1 holds $2.
holds() {
	[[ $1 == *"$2"* ]] || {
		printf 'not there: %s\nin: %s\n' "$2" "$1"
		return 1
	}
}

lacks() {
	[[ $1 != *"$2"* ]] || {
		printf 'there: %s\nin: %s\n' "$2" "$1"
		return 1
	}
}

# A value of the JSON document on standard input: json 'd["a"][0]'.
json() {
	python3 -c 'import json, sys
d = json.load(sys.stdin)
v = eval(sys.argv[1])
print(json.dumps(v) if isinstance(v, (dict, list, bool)) or v is None else v)' "$1"
}

# The level of isolation that this machine gives.
level() {
	"$ASSAY" doctor --format json 2>/dev/null | json 'd["level"]'
}

need_full() {
	[ "$(level)" = full ] || skip "isolation is $(level) on this machine, this test needs full"
}

# A challenge that is graded in a moment: add two numbers.
make_challenge() {
	local at=$1/add-two
	mkdir -p "$at"/{starter,driver,data/sample,data/secret/sums,data/secret/large} \
		"$at/submissions/accepted"
	cat >"$at/challenge.json" <<-'END'
		{
		  "format": "assay.challenge/1", "id": "add-two", "version": "1.0.0",
		  "title": "Add two", "summary": "Add two numbers.",
		  "kind": "implement", "harness": "function", "language": "c",
		  "topics": ["arithmetic"], "difficulty": 1, "minutes": 5,
		  "limits": {"cpu_seconds": 0.5, "memory_bytes": 33554432},
		  "files": [{"path": "add.c", "editable": true}, {"path": "add.h"}],
		  "reference": "submissions/accepted/add.c", "driver": "driver/driver.c",
		  "groups": [
		    {"name": "sample", "behaviour": "the worked examples"},
		    {"name": "sums", "behaviour": "sums of small numbers", "points": 60},
		    {"name": "large", "behaviour": "sums past 32 bits", "points": 40}
		  ]
		}
	END
	cat >"$at/driver/driver.c" <<-'END'
		#include <assay/driver.h>
		#include "add.h"
		int main(void)
		{
			struct assay_operation operation;
			while (assay_next(&operation)) {
				if (assay_is(&operation, "add", 2))
					assay_answer("%lld", add(assay_i64(&operation, 1),
						assay_i64(&operation, 2)));
				else
					assay_driver_fail("what is that?");
			}
			return assay_driver_end();
		}
	END
	echo 'long long add(long long a, long long b);' >"$at/starter/add.h"
	solution 'return 0 * (a + b);' >"$at/starter/add.c"
	solution 'return a + b;' >"$at/submissions/accepted/add.c"
	echo '# Add two numbers' >"$at/statement.md"
	echo 'Add them.' >"$at/solution.md"
	printf 'add 1 2\nadd -5 5\n' >"$at/data/sample/one.in"
	printf '3\n0\n' >"$at/data/sample/one.ans"
	printf 'add 40 2\nadd 7 -9\n' >"$at/data/secret/sums/small.in"
	printf '42\n-2\n' >"$at/data/secret/sums/small.ans"
	printf 'add 4000000000 4000000000\n' >"$at/data/secret/large/big.in"
	printf '8000000000\n' >"$at/data/secret/large/big.ans"
}

# A solution of it with this body.
solution() {
	printf '#include <stdio.h>\n#include "add.h"\n\nlong long add(long long a, long long b)\n{\n\t%s\n}\n' \
		"$1"
}

# Every submission of a folder of a shipped challenge gets the verdict that the folder is called by;
# what is partially accepted is accepted with less than full points.
check_folder() { # CHALLENGE FOLDER
	local at=$root/challenges/$1/submissions/$2
	# Without a cgroup an allocation fails and nothing is exceeded: what comes of it is the program's.
	[ "$2" != memory_limit_exceeded ] || need_full
	export ASSAY_CHALLENGES=$root/challenges
	local status=0
	"$ASSAY" grade --challenge "$1" --isolation minimal --no-store --exit-zero --format json \
		--report json=graded.json "$at"/* >graded.out 2>graded.err || status=$?
	python3 - "$2" "$status" "$at" <<-'END'
		import json, os, sys
		folder, status, at = sys.argv[1], int(sys.argv[2]), sys.argv[3]
		document = json.load(open("graded.json"))
		results = document.get("results", [document])
		wanted = "accepted" if folder == "partially_accepted" else folder.replace("_", "-")
		bad = [] if status == 0 else ["exit status %d: %s" % (status, open("graded.err").read())]
		if len(results) != len(os.listdir(at)):
		    bad.append("%d results for %s" % (len(results), os.listdir(at)))
		for result in results:
		    name = result["submission"]["name"] if isinstance(result["submission"], dict) else result["submission"]
		    full = result["score"] == result["max_score"]
		    print("%-60s %-24s %s of %s" % (name, result["verdict"], result["score"], result["max_score"]))
		    if result["verdict"] != wanted:
		        bad.append("%s: %s, expected %s" % (name, result["verdict"], wanted))
		    elif wanted == "accepted" and full == (folder == "partially_accepted"):
		        bad.append("%s: %s of %s points" % (name, result["score"], result["max_score"]))
		sys.exit("\n".join(bad) or 0)
	END
}

# The tests of a file are those that the challenge's folders need: none is forgotten, none is empty.
check_folders_named() { # CHALLENGE FILE
	local named
	named=$(sed -n 's/^@test "\([a-z_]*\)" {$/\1/p' "$2" | sort)
	[ "$named" = "$(ls "$root/challenges/$1/submissions" | sort)" ]
}
