# An interviewer's way: grade folders and files, alone and many at once.

load helper

setup() {
	set_up_home
	solution 'return a + b;' >right.c
	solution 'return (int)(a + b);' >part.c
	solution 'return 7;' >wrong.c
	solution 'return a + ;' >broken.c
}

# What works from the level minimal up.
grade() {
	local wanted=$1
	shift
	run_assay "$wanted" grade --challenge add-two --isolation minimal "$@"
}

@test "exit statuses: accepted 0, short 1, and no compiler's word is lost" {
	grade 0 right.c
	holds "$output" 'ACCEPTED'
	grade 1 part.c
	holds "$output" 'WRONG ANSWER'
	grade 1 broken.c
	holds "$output" 'COMPILE ERROR'
	grade 0 --exit-zero part.c
	grade 0 --exit-zero broken.c
}

@test "--min-score: the score decides, in both directions" {
	grade 0 --min-score 60% part.c
	grade 0 --min-score 60pt part.c
	grade 1 --min-score 61% part.c
	grade 1 --min-score 61pt part.c
	grade 0 --min-score 0% wrong.c
	grade 1 --min-score 101pt right.c
	grade 0 --min-score 100% right.c
}

@test "--min-score: what is no score is named" {
	grade 2 --min-score 190% right.c
	holds "$errors" '--min-score'
	grade 2 --min-score lots right.c
	holds "$errors" "--min-score 'lots': expected a share such as 80% or points such as 40pt"
}

@test "--require: the groups that are named decide, and one that is not there is named" {
	grade 0 --require sums part.c
	grade 1 --require large part.c
	holds "$errors" "required group large: 0 of"
	grade 1 --require sums --require large part.c
	grade 0 --require sums --require large right.c
	grade 1 --require sums --min-score 61% part.c
	grade 2 --require larg right.c
	holds "$errors" "--require 'larg': challenge 'add-two' has no such group; it has: sample, sums, large"
	lacks "$output" 'ACCEPTED'
}

@test "--against: only what was better before fails, and is named" {
	grade 1 --report json=part.json part.c
	grade 0 --report json=right.json right.c
	grade 0 --against part.json part.c
	grade 0 --against part.json right.c
	grade 1 --against part.json wrong.c
	holds "$errors" 'regression: group sums: accepted before, wrong-answer now; 60 points before, 0 now'
	lacks "$errors" 'group large'
	grade 1 --against right.json part.c
	holds "$errors" 'regression: group large: accepted before, wrong-answer now; 40 points before, 0 now'
	grade 1 --against part.json broken.c
	holds "$errors" 'regression: group sums: accepted before'
	grade 0 --exit-zero --against part.json wrong.c
}

@test "--against: several by name; another challenge's, no result and no file are told" {
	grade 1 --report json=both.json right.c part.c
	grade 0 --against both.json part.c
	cp wrong.c right.c
	grade 1 --against both.json right.c part.c
	holds "$errors" "'right.c': regression: group sums"
	lacks "$errors" "'part.c'"
	cp wrong.c new.c
	grade 1 --against both.json new.c
	holds "$errors" "'both.json' holds no result to compare with"
	echo '{"format": "x"}' >x.json
	grade 2 --against x.json right.c
	holds "$errors" "--against 'x.json': format is 'x'; expected"
	grade 2 --against no.json right.c
	holds "$errors" 'no.json'
	echo '{' >x.json
	grade 2 --against x.json right.c
	holds "$errors" 'x.json:2'
}

# The digest of the small challenge.
digest_of() {
	"$ASSAY" list --format json | json '[c["digest"] for c in d["challenges"] if c["id"] == "add-two"][0]'
}

@test "--challenge-digest: a challenge that was altered on disk is refused, exit 3" {
	digest=$(digest_of)
	grade 0 --challenge-digest "$digest" right.c
	cp -r "$ASSAY_CHALLENGES" altered
	secret=$(printf '%s\n' altered/add-two/data/secret/sums/*.in | head -n 1)
	echo 'add 1 1' >>"$secret"
	ASSAY_CHALLENGES=$PWD/altered grade 3 --challenge-digest "$digest" right.c
	holds "$errors" "--challenge-digest expects $digest"
	grade 2 --challenge-digest 1234 right.c
	holds "$errors" "--challenge-digest '1234': expected the 64 hexadecimal digits"
}

@test "a submission that brings challenges, a workflow and results of its own changes nothing" {
	mkdir -p sub/challenges sub/.github/workflows
	cp part.c sub/add.c
	cp -r "$ASSAY_CHALLENGES/add-two" sub/challenges/add-two
	rm -r sub/challenges/add-two/data/secret/large
	echo '{"format": "assay.result/1", "verdict": "accepted", "score": 100}' >sub/result.json
	echo 'on: push' >sub/.github/workflows/grade.yml
	printf 'all:\n\ttouch made\n' >sub/Makefile
	digest=$(digest_of)
	grade 1 --challenge-digest "$digest" --format json sub
	[ "$(json 'd["score"]' <<<"$output")" = 60 ]
	[ "$(json 'd["challenge"]["digest"]' <<<"$output")" = "$digest" ]
	cd sub
	grade 1 --challenge-digest "$digest" --format json .
	[ "$(json 'd["score"]' <<<"$output")" = 60 ]
	[ -z "$(find .. -name made)" ]
}

@test "json of one is a result, of several are results" {
	grade 0 --format json right.c
	[ "$(json 'd["format"]' <<<"$output")" = assay.result/1 ]
	[ "$(json 'd["verdict"]' <<<"$output")" = accepted ]
	grade 1 --format json right.c part.c
	[ "$(json 'd["format"]' <<<"$output")" = assay.results/1 ]
	[ "$(json '[r["verdict"] for r in d["results"]]' <<<"$output")" = '["accepted", "wrong-answer"]' ]
}

@test "--report writes files beside what is printed, each in its format" {
	grade 1 --report json=out.json --report text=out.txt part.c
	holds "$output" 'WRONG ANSWER'
	[ "$(json 'd["verdict"]' <out.json)" = wrong-answer ]
	grep -q 'WRONG ANSWER' out.txt
	run_assay 4 grade --challenge add-two --isolation minimal --report json=no/such/x.json right.c
	holds "$errors" 'no/such/x.json'
}

@test "the candidate's view says nothing of hidden data, the owner's does" {
	grade 1 part.c
	lacks "$output" 8000000000
	grade 1 --format json part.c
	lacks "$output" 8000000000
	grade 1 --reveal part.c
	holds "$output" 8000000000
}

@test "one bad submission stops no other, the worst exit status counts" {
	grade 2 --format json right.c none.c part.c
	holds "$errors" none.c
	[ "$(json 'len(d["results"])' <<<"$output")" = 2 ]
	grade 2 --exit-zero right.c none.c part.c
	grade 2 none.c
	holds "$errors" none.c
}

@test "-j: the results keep the order of the operands" {
	local files=() verdicts=()
	for i in 1 2 3 4 5 6; do
		solution "return a + b; /* $i */" >"r$i.c"
		solution "return a; /* $i */" >"w$i.c"
		files+=("r$i.c" "w$i.c")
		verdicts+=(accepted wrong-answer)
	done
	for jobs in 1 3; do
		grade 1 -j "$jobs" --format json "${files[@]}"
		[ "$(json '" ".join(r["verdict"] for r in d["results"])' <<<"$output")" = "${verdicts[*]}" ]
	done
	run_assay 0 history --format json
	[ "$(json 'len(d["attempts"])' <<<"$output")" = 24 ]
	[ "$(json 'set(a["state"] for a in d["attempts"]) == {"graded"}' <<<"$output")" = true ]
}

@test "--seed: stored with the attempt; without it the same for everyone" {
	grade 0 --seed 1234567890123456789 right.c
	grade 0 right.c
	grade 0 right.c
	run_assay 0 history --format json
	[ "$(json 'd["attempts"][2]["seed"]' <<<"$output")" = 1234567890123456789 ]
	[ "$(json 'd["attempts"][0]["seed"] == d["attempts"][1]["seed"]' <<<"$output")" = true ]
	ASSAY_SECRET=other grade 0 right.c
	run_assay 0 history --format json
	[ "$(json 'd["attempts"][0]["seed"] != d["attempts"][1]["seed"]' <<<"$output")" = true ]
}

@test "--no-store: keeps nothing, works without a home" {
	grade 0 --no-store right.c
	[ ! -e "$HOME/.local/share/assay/assay.db" ]
	unset HOME XDG_CACHE_HOME
	grade 0 --no-store right.c
}

@test "a folder is graded by the challenge of its session, never by its own word" {
	run_assay 0 start add-two
	run_assay 1 grade --isolation minimal add-two
	cp -R add-two elsewhere
	run_assay 2 grade --isolation minimal elsewhere
	holds "$errors" '--challenge ID'
	# To practise, the marker will do.
	run_assay 1 test elsewhere
}

@test "two challenges of one id: each folder is graded by its own" {
	run_assay 0 start add-two one
	cp -R "$ASSAY_CHALLENGES" other
	sed -i 's/"version": "1.0.0"/"version": "2.0.0"/' other/add-two/challenge.json
	ASSAY_CHALLENGES=$PWD/other run_assay 0 start add-two two
	run_assay 1 grade --isolation minimal --format json one two
	[ "$(json 'd["results"][0]["challenge"]["version"]' <<<"$output")" = 1.0.0 ]
	[ "$(json 'd["results"][1]["challenge"]["version"]' <<<"$output")" = 2.0.0 ]
}

@test "without --isolation anything below full is refused, with the remedy" {
	if [ "$(level)" = full ]; then
		run_assay 0 grade --challenge add-two right.c
	else
		run_assay 4 grade --challenge add-two right.c
		holds "$errors" 'assay doctor'
		[ -z "$output" ]
	fi
}

@test "--candidate is stored and reported" {
	grade 0 --candidate 'Grace H.' --format json right.c
	[ "$(json 'd["candidate"]' <<<"$output")" = 'Grace H.' ]
	run_assay 0 history --format json
	[ "$(json 'd["attempts"][0]["candidate"]' <<<"$output")" = 'Grace H.' ]
}

@test "other files of a folder do not matter, the challenge's own files win" {
	mkdir sub
	cp right.c sub/add.c
	echo '#error mine' >sub/add.h
	echo leftover >sub/a.out
	grade 0 sub
}

@test "endless loops, crashes, endless output and forbidden calls get their verdicts" {
	solution 'for (;;) { }' >loop.c
	solution '*(volatile int *)8 = 0; return a + b;' >crash.c
	solution 'for (;;) puts("x");' >flood.c
	printf '#include <sys/socket.h>\n#include "add.h"\nlong long add(long long a, long long b) { socket(1, 1, 0); return a + b; }\n' >call.c
	grade 1 --format json loop.c crash.c flood.c call.c
	[ "$(json '" ".join(r["verdict"] for r in d["results"])' <<<"$output")" = \
		'time-limit-exceeded run-time-error output-limit-exceeded forbidden-call' ]
}

@test "a batch counts what could not be graded, on standard output too" {
	solution 'return a + b;' >good.c
	: >empty.c
	run_assay 2 grade --challenge add-two --no-store --isolation "$(level)" good.c empty.c
	holds "$output" '1 accepted, 0 not, 1 could not be graded'
	holds "$output" 'empty.c'
}

@test "a report to a device, a fifo or a descriptor goes there, and replaces nothing" {
	mkfifo fifo
	timeout 60 cat fifo >read.json &
	reader=$!
	# Until it is read, the fifo would not be opened.
	exec 6>fifo
	grade 0 --no-store --report json=fifo --report json=/dev/fd/7 right.c 7>out.json
	exec 6>&-
	wait "$reader"
	[ -p fifo ]
	[ "$(json 'd["verdict"]' <read.json)" = accepted ]
	[ "$(json 'd["verdict"]' <out.json)" = accepted ]
	# Without a reader: told, not waited for.
	grade 4 --no-store --report json=fifo right.c
	holds "$errors" "open 'fifo'"
	[ -p fifo ]
	# A link is replaced: what it leads to may be somebody else's choice.
	echo kept >other
	ln -s other link
	grade 0 --no-store --report json=link right.c
	[ "$(cat other)" = kept ]
	[ "$(json 'd["verdict"]' <link)" = accepted ]
	# Only root can make a device to risk.
	if mknod full c 1 7 2>/dev/null && ! echo x 2>/dev/null >full; then
		grade 4 --no-store --report json=full right.c
		[ -c full ]
	fi
}
