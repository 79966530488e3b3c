#!/usr/bin/env bash
# `assay list` with 1,000 and 10,000 challenges, `assay history` with 10,000 and 100,000 attempts:
# medians, and what one row costs, which must not grow with their number.
#
#   tests/bench/bench_listing.sh BUILD [ROUNDS]
#
# The first listing loads every challenge; it is shown, and not counted.
set -eu
assay=$(realpath "$1")/assay
rounds=${2:-7}
cd "$(dirname "$0")/../.."
from=$PWD/challenges/token-bucket
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home
unset XDG_DATA_HOME XDG_CACHE_HOME
mkdir "$HOME"
cd "$work"

make_challenges() { # COUNT: below $work/COUNT, hard links but for the manifest
	python3 - "$from" "$work/$1" "$1" <<-'END'
		import json, os, shutil, sys
		source, root, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
		manifest = json.load(open(source + "/challenge.json"))
		parts = ["statement.md", "solution.md", "starter", "driver", "generators", "judge", "submissions/accepted",
		         "data/sample"]
		first = root + "-files"
		os.makedirs(first)
		for part in parts:
		    path = os.path.join(source, part)
		    if os.path.isdir(path):
		        shutil.copytree(path, os.path.join(first, part))
		    elif os.path.exists(path):
		        shutil.copy(path, first)
		for number in range(count):
		    manifest["id"] = "challenge-%05d" % number
		    folder = os.path.join(root, manifest["id"])
		    shutil.copytree(first, folder, copy_function=os.link)
		    with open(folder + "/challenge.json", "w") as file:
		        json.dump(manifest, file)
	END
}

make_attempts() { # COUNT: graded ones, in a store that the program has made
	XDG_DATA_HOME=$work/data-$1 "$assay" history 2>/dev/null
	python3 - "$work/data-$1/assay/assay.db" "$1" <<-'END'
		import sqlite3, sys
		path, count = sys.argv[1], int(sys.argv[2])
		digest = "a" * 64
		def row(number):
		    at = 1700000000000 + number * 60000
		    digits = "%012x" % at
		    id = "%s-%s-7%03x-8%03x-%012x" % (digits[:8], digits[8:], number % 4096, number % 4096, number)
		    return (id, "challenge-%d" % (number % 50), "1.0.0", digest, digest, "solution-%d.c" % number, "/c", "ada",
		            "practice", 42, 0, "graded", at * 1000000, at * 1000000 + 5, "accepted", 87500, 100000)
		with sqlite3.connect(path) as db:
		    db.execute("INSERT INTO tree (digest, file_count) VALUES (?, 1)", (digest,))
		    db.executemany("INSERT INTO attempt (id, challenge_id, challenge_version, challenge_digest, "
		        "submission_digest, submission_name, challenge_directory, candidate, round, seed, late, state, "
		        "created_ns, graded_ns, verdict, millipoints, max_millipoints) VALUES (" + ", ".join("?" * 17) + ")",
		        (row(number) for number in range(count)))
	END
}

measure() { # NAME COUNT COMMAND...: the median, after it has shown as many rows as there are
	local name=$1 count=$2 start end
	shift 2
	rm -f us
	for ((i = 0; i <= rounds; i++)); do
		start=$EPOCHREALTIME
		"$@" >out
		end=$EPOCHREALTIME
		[ "$i" -eq 0 ] || echo $((${end/./} - ${start/./})) >>us
	done
	if [ "$(wc -l <out)" -ne $((count + 1)) ]; then
		echo "bench_listing: $name: $(wc -l <out) lines for $count rows" >&2
		exit 4
	fi
	sort -n us | awk -v name="$name" -v count="$count" -v bytes="$(wc -c <out)" '
		{v[NR] = $1}
		END {
			m = v[int((NR + 1) / 2)]
			printf "%-24s %8d %9.1f %8.2f %9.1f  <= 200 ms: %s\n", name, count, m / 1000, m / count,
				m * 1000 / bytes, m <= 200000 ? "met" : "missed"
		}'
}

for count in 1000 10000; do
	make_challenges "$count"
done
for count in 10000 100000; do
	make_attempts "$count"
done
sleep 2.1 # what was changed within two seconds is not settled, and not kept (runner/cli/listing.h)
printf '%-24s %8s %9s %8s %9s  %s\n' "median of $rounds" rows ms us/row ns/byte goal
for count in 1000 10000; do
	export ASSAY_CHALLENGES=$work/$count
	start=$EPOCHREALTIME
	"$assay" list >out 2>/dev/null
	end=$EPOCHREALTIME
	awk -v count="$count" -v us=$((${end/./} - ${start/./})) 'BEGIN {
		printf "%-24s %8d %9.1f %8.2f %9s  %s\n", "list, the first time", count, us / 1000, us / count, "-", "loads each"}'
	measure list "$count" "$assay" list
done
for count in 10000 100000; do
	measure history "$count" env XDG_DATA_HOME="$work/data-$count" "$assay" history
	measure 'history -n 20' 20 env XDG_DATA_HOME="$work/data-$count" "$assay" history -n 20
done
