#!/usr/bin/env bash
# A hundred submissions to a challenge of twenty untimed tests: `assay grade -j 1`, `-j 2`, and a loop of
# the shell with gcc -O2 and a bubblewrap for each of the same tests; in turns, medians.
#
#   tests/bench/bench_batch.sh BUILD [ROUNDS [SUBMISSIONS]]
#
# The submissions are the reference of a shipped challenge, each with a comment of its own, so that no
# cache has seen them; each round has new ones. The tests are its samples, copied until there are twenty.
set -eu
assay=$(realpath "$1")/assay
rounds=${2:-3}
number=${3:-100}
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home XDG_RUNTIME_DIR=$work ASSAY_CHALLENGES=$work/challenges
unset XDG_DATA_HOME XDG_CACHE_HOME
mkdir "$HOME" "$ASSAY_CHALLENGES"

challenge=lru-ttl-cache
wanted=20
package=$ASSAY_CHALLENGES/$challenge
cp -R "challenges/$challenge" "$ASSAY_CHALLENGES/"
given=("$package"/data/sample/*.in)
for ((i = ${#given[@]}; i < wanted; i++)); do
	from=${given[i % ${#given[@]}]%.in}
	for suffix in in ans desc; do
		[ ! -f "$from.$suffix" ] || cp "$from.$suffix" "$package/data/sample/$((i + 1))-copy.$suffix"
	done
done
python3 - "$package/challenge.json" <<'END'
import json, sys
# The samples, and one hidden group with one test of its own: nothing is timed.
manifest = json.load(open(sys.argv[1]))
groups = [group for group in manifest["groups"] if group["name"] == "sample"]
groups.append({"name": "hidden", "behaviour": "as the first sample", "points": 100})
manifest["groups"] = groups
json.dump(manifest, open(sys.argv[1], "w"))
END
rm -rf "$package/data/secret"
mkdir -p "$package/data/secret/hidden"
for suffix in in ans; do
	cp "${given[0]%.in}.$suffix" "$package/data/secret/hidden/one.$suffix"
done

reference=$(sed -n 's/.*"reference": *"\([^"]*\)".*/\1/p' "challenges/$challenge/challenge.json")
file=$(sed -n 's/.*"path": *"\([^"]*\)".*"editable": *true.*/\1/p' "challenges/$challenge/challenge.json" | head -n 1)
[ ! -d "$package/$reference" ] || reference=$reference/$file
mapfile -t tests < <(printf '%s\n' "$package"/data/sample/*.in "$package"/data/secret/hidden/*.in)

made=0
make_submissions() { # a folder `batch` of new ones
	made=$((made + 1))
	rm -rf "$work/batch"
	mkdir "$work/batch"
	for ((i = 0; i < number; i++)); do
		{
			cat "$package/$reference"
			echo "/* $made $i */"
		} >"$work/batch/$i.c"
	done
}
grade() { # JOBS
	"$assay" grade --isolation minimal --challenge "$challenge" -j "$1" "$work"/batch/*.c
}
one_core() { # what one core allows: a lane alone may use a second one for what goes on beside it
	taskset -c 0 "$assay" grade --isolation minimal --challenge "$challenge" -j 1 "$work"/batch/*.c
}
gcc_options=()
compile() { # FILE
	mkdir -p "$work/one"
	cp "$1" "$work/one/$file"
	gcc -O2 "${gcc_options[@]}" -o "$work/one/x" -I "$package/starter" -I include "$work/one/$file" \
		"$package/driver/driver.c"
}
check_one() { # SUBMISSION
	local input
	compile "$1"
	for input in "${tests[@]}"; do
		bwrap --unshare-all --ro-bind / / "$work/one/x" <"$input" 3>"$work/one/answers" >/dev/null
		cmp -s "$work/one/answers" "${input%.in}.ans" || echo "$1: $input: wrong"
	done
}
loop() {
	local submission
	for submission in "$work"/batch/*.c; do
		check_one "$submission"
	done
}
timed() { # NAME COMMAND...
	local name=$1 start=$EPOCHREALTIME
	shift
	"$@" >"$work/$name.out" 2>&1 || {
		echo "bench_batch: $name failed:" >&2
		tail -n 5 "$work/$name.out" >&2
		exit 4
	}
	local end=$EPOCHREALTIME
	echo $((${end/./} - ${start/./})) >>"$work/$name.us"
}
median() { sort -n "$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

if ! bwrap --unshare-all --ro-bind / / true 2>/dev/null; then
	echo 'bench_batch: bubblewrap cannot be run here' >&2
	exit 0
fi
# The loop gets whichever way is quicker: linked statically or not.
make_submissions
for way in -static ''; do
	[ -z "$way" ] && gcc_options=() || gcc_options=("$way")
	for ((i = 0; i < 5; i++)); do
		timed "way$way" check_one "$work/batch/0.c"
	done
done
gcc_options=()
[ "$(median "$work/way-static.us")" -gt "$(median "$work/way.us")" ] || gcc_options=(-static)

grade 2 >/dev/null # fills the cache of drivers, as a course's second batch finds it
for ((round = 0; round < rounds; round++)); do
	make_submissions
	timed one grade 1
	make_submissions
	timed core one_core
	make_submissions
	timed two grade 2
	timed loop loop
	! grep -q wrong "$work/loop.out" || {
		head -n 3 "$work/loop.out" >&2
		exit 4
	}
done

one=$(median "$work/one.us") core=$(median "$work/core.us") two=$(median "$work/two.us") loop=$(median "$work/loop.us")
row() { # TEXT US SAID
	awk -v text="$1" -v us="$2" -v said="$3" -v loop="$loop" -v number="$number" 'BEGIN {
		printf "%-44s %9.2f %9.1f %9.2f  %s\n", text, us / 1e6, us / 1000 / number, us / loop, said}'
}
goal() { # VALUE LEAST|MOST GOAL
	awk -v v="$1" -v way="$2" -v goal="$3" 'BEGIN {
		met = way == "least" ? v >= goal : v <= goal
		printf "%.2f, goal at %s %s: %s", v, way, goal, met ? "met" : "missed"}'
}
printf '%-44s %9s %9s %9s  %s\n' "$number submissions, ${#tests[@]} tests each, median of $rounds" s ms/each 'of loop' goal
row 'assay grade -j 1' "$one" "$(goal "$(awk -v a="$one" -v b="$loop" 'BEGIN {print a / b}')" most 0.5)"
row 'assay grade -j 1, on one core' "$core" ''
row 'assay grade -j 2' "$two" "of two cores used $(goal "$(awk -v a="$core" -v b="$two" 'BEGIN {print a / 2 / b}')" least 0.9)"
row '' "$two" "against twice -j 1: $(awk -v a="$one" -v b="$two" 'BEGIN {printf "%.2f", a / 2 / b}')"
row "loop of gcc -O2 ${gcc_options[*]:-} and bubblewrap" "$loop" ''
