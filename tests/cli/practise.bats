# A candidate's way: list, show, start, test, watch, submit, history, attempt show.

load helper

setup() {
	set_up_home
}

teardown() {
	[ -z "${watcher:-}" ] || kill "$watcher" 2>/dev/null || true
}

# Waits until a command succeeds; the test's own time limit ends what never comes.
until_true() {
	until "$@"; do
		read -r -t 0.05 <> <(:) || true
	done
}

@test "list: a table, and a document" {
	run_assay 0 list
	holds "$output" 'add-two'
	holds "$output" 'implement'
	holds "$output" 'Add two'
	run_assay 0 list --format json
	[ "$(json 'd["format"]' <<<"$output")" = assay.list/1 ]
	[ "$(json 'd["challenges"][0]["id"]' <<<"$output")" = add-two ]
	[ "$(json 'd["challenges"][0]["points"]' <<<"$output")" = 100 ]
	[ "$(json 'd["invalid"]' <<<"$output")" = '[]' ]
}

@test "list: without challenges it says where they are looked for" {
	mkdir none
	ASSAY_CHALLENGES=$PWD/none run_assay 0 list --format json
}

@test "list: one that cannot be loaded is named, the others are listed, exit status 3" {
	cp -R "$ASSAY_CHALLENGES" mine
	mkdir mine/broken
	echo '{"format": "assay.challenge/1",}' >mine/broken/challenge.json
	ASSAY_CHALLENGES=$PWD/mine run_assay 3 list
	holds "$output" add-two
	holds "$errors" 'broken'
	ASSAY_CHALLENGES=$PWD/mine run_assay 3 list --format json
	[ "$(json 'd["invalid"][0]["id"]' <<<"$output")" = broken ]
}

@test "show: statement, limits, groups with points; nothing hidden" {
	run_assay 0 show add-two
	holds "$output" '# Add two numbers'
	holds "$output" '0.5 s of CPU time'
	holds "$output" 'sums of small numbers'
	[[ $output =~ 'to edit'\ +add.c ]]
	lacks "$output" '8000000000'
	run_assay 0 show add-two --format json
	[ "$(json 'd["groups"][1]["points"]' <<<"$output")" = 60 ]
	[ "$(json 'd["files"][0]["editable"]' <<<"$output")" = true ]
	lacks "$output" "$ASSAY_CHALLENGES"
}

@test "show --flags prints the compiler's command line" {
	run_assay 0 show --flags add-two
	[[ $output == gcc\ * ]]
	lacks "$output" "$ASSAY_CHALLENGES"
}

@test "start: a whole folder, a clock, and nothing hidden in it" {
	run_assay 0 start add-two --minutes 7
	holds "$output" 'cd add-two'
	holds "$output" '7 minutes'
	for file in add.c add.h statement.md Makefile driver/driver.c include/assay/driver.h \
		samples/one.in samples/one.ans .assay.json; do
		[ -f "add-two/$file" ]
	done
	cmp "$root/include/assay/driver.h" add-two/include/assay/driver.h
	! grep -rq 8000000000 add-two
	run_assay 1 test add-two
	[[ $output =~ clock:\ [67]:[0-9][0-9]\ left\ of\ 7\ minutes ]]
}

@test "start: refuses a folder that is not empty, a file, and leaves both as they are" {
	mkdir full empty
	touch full/mine file
	run_assay 2 start add-two full
	holds "$errors" "'full' is not empty"
	run_assay 2 start add-two file
	holds "$errors" "'file' is there and is not a folder"
	[ "$(ls full)" = mine ]
	run_assay 0 start add-two empty
	[ -f empty/add.c ]
	run_assay 0 start add-two 'with space'
	run_assay 0 start add-two -- -dash
	[ -f ./-dash/add.c ]
	run_assay 1 test -- -dash
	[ "$(find . -maxdepth 1 -name '*.??????' | wc -l)" -eq 0 ]
}

@test "start: a folder that cannot be made leaves nothing behind" {
	run_assay 4 start add-two no/such/parent
	[ ! -e no ]
	run_assay 0 history
}

@test "the started folder builds and tests without assay" {
	run_assay 0 start add-two
	cd add-two
	! make -s test >../first 2>&1
	grep -q '^+' ../first
	solution 'return a + b;' >add.c
	make -s test
	make -s clean
	[ ! -e program ]
}

@test "test: input, expected, got and what the program printed; exit statuses 0 and 1" {
	run_assay 0 start add-two
	solution 'printf("I was called\n"); fprintf(stderr, "with care\n"); return a - b;' >add-two/add.c
	run_assay 1 test add-two
	holds "$output" 'add 1 2'
	holds "$output" '3'
	holds "$output" '-1'
	holds "$output" 'I was called'
	holds "$output" 'with care'
	solution 'return a + b;' >add-two/add.c
	cd add-two
	run_assay 0 test
	run_assay 0 test --format json
	[ "$(json 'd["verdict"]' <<<"$output")" = accepted ]
}

@test "a started folder is used from anywhere: the challenge is found where it lay" {
	mkdir elsewhere
	cp -R "$ASSAY_CHALLENGES" mine
	ASSAY_CHALLENGES=$PWD/mine run_assay 0 start add-two round
	unset ASSAY_CHALLENGES
	cd elsewhere
	run_assay 1 test ../round
	run_assay 1 submit ../round
	holds "$output" 'of 100 points'
	# Where it no longer lies it is looked for as any other.
	mv ../mine ../moved
	run_assay 2 test ../round
	holds "$errors" "no challenge 'add-two'"
	ASSAY_CHALLENGES=$PWD/../moved run_assay 1 test ../round
}

@test "test: a single file, with --challenge and without a session" {
	solution 'return a + b;' >mine.c
	run_assay 0 test --challenge add-two mine.c
	run_assay 2 test mine.c
	holds "$errors" '--challenge ID'
}

@test "test: what was printed before a crash is shown" {
	solution 'printf("got as far as %d\n", 41 + 1); return *(volatile int *)0;' >add.c
	run_assay 1 test --challenge add-two add.c
	holds "$output" 'got as far as 42'
	holds "$output" 'SIGSEGV'
}

@test "test: what the compiler says, with the candidate's own names" {
	run_assay 0 start add-two
	solution 'return a + c;' >add-two/add.c
	run_assay 1 test add-two
	holds "$output" 'COMPILE ERROR'
	holds "$output" 'add.c:6:'
	lacks "$output" "$PWD"
}

@test "test: works in a home that cannot be written to, and says so" {
	run_assay 0 start add-two
	solution 'return a + b;' >add-two/add.c
	export HOME=/proc XDG_CACHE_HOME=/proc/none
	run_assay 0 test add-two
	holds "$errors" 'nothing will be stored'
}

@test "submit: graded by hidden tests, stored, shown again" {
	run_assay 0 start add-two
	solution 'return (int)(a + b);' >add-two/add.c
	run_assay 1 submit add-two --candidate 'Ada L.'
	holds "$output" 'WRONG ANSWER'
	holds "$output" '60'
	holds "$output" 'sums past 32 bits'
	lacks "$output" 8000000000
	solution 'return a + b;' >add-two/add.c
	cd add-two
	run_assay 0 submit
	holds "$output" 'ACCEPTED'
	[[ $output =~ clock:\ [0-5]:[0-9][0-9]\ left\ of\ 5\ minutes ]]
	run_assay 0 history --format json
	[ "$(json 'len(d["attempts"])' <<<"$output")" = 2 ]
	[ "$(json 'd["attempts"][0]["verdict"]' <<<"$output")" = accepted ]
	[ "$(json 'd["attempts"][0]["score"]' <<<"$output")" = 100 ]
	[ "$(json 'd["attempts"][1]["candidate"]' <<<"$output")" = 'Ada L.' ]
	[ "$(json 'd["attempts"][1]["round"]' <<<"$output")" = practice ]
	# One session, one seed.
	[ "$(json 'd["attempts"][0]["seed"] == d["attempts"][1]["seed"]' <<<"$output")" = true ]
	id=$(json 'd["attempts"][1]["id"]' <<<"$output")
	run_assay 0 attempt show "${id:0:24}"
	holds "$output" 'WRONG ANSWER'
	lacks "$output" 8000000000
	run_assay 0 attempt show "$id" --reveal
	holds "$output" 8000000000
	run_assay 0 attempt show "$id" --format json
	[ "$(json 'd["verdict"]' <<<"$output")" = wrong-answer ]
}

@test "submit: without a session a seed is drawn for each attempt" {
	solution 'return a + b;' >mine.c
	run_assay 0 submit --challenge add-two mine.c
	run_assay 0 submit --challenge add-two mine.c
	run_assay 0 history --format json
	[ "$(json 'd["attempts"][0]["seed"] != d["attempts"][1]["seed"]' <<<"$output")" = true ]
}

@test "submit: what comes after the clock is graded and marked late" {
	run_assay 0 start add-two --minutes 1
	solution 'return a + b;' >add-two/add.c
	sqlite3 "$HOME/.local/share/assay/assay.db" \
		'UPDATE session SET started_ns = started_ns - 3600 * 1000000000'
	run_assay 0 submit add-two
	holds "$output" 'late'
	holds "$output" 'clock: over since 5'
	run_assay 0 history --format json
	[ "$(json 'd["attempts"][0]["late"]' <<<"$output")" = true ]
	run_assay 0 history
	holds "$output" 'accepted, late'
}

@test "history: newest first, by challenge, by number, empty" {
	run_assay 0 history
	holds "$errors" 'no attempts yet'
	solution 'return a + b;' >mine.c
	run_assay 0 submit --challenge add-two mine.c
	solution 'return 1;' >mine.c
	run_assay 1 submit --challenge add-two mine.c
	run_assay 0 history
	[ "$(grep -c add-two <<<"$output")" -eq 2 ]
	[ "$(grep -c ' mine\.c$' <<<"$output")" -eq 2 ]
	run_assay 0 history -n 1 --format json
	[ "$(json 'd["attempts"][0]["verdict"]' <<<"$output")" = wrong-answer ]
	[ "$(json 'len(d["attempts"])' <<<"$output")" = 1 ]
	run_assay 0 history --challenge other --format json
	[ "$(json 'd["attempts"]' <<<"$output")" = '[]' ]
	# The ids as printed are taken.
	run_assay 0 history
	for id in $(awk 'NR > 1 {print $1}' <<<"$output"); do
		run_assay 0 attempt show "$id"
	done
}

@test "attempt: unknown ids and actions" {
	run_assay 2 attempt show 01234567
	holds "$errors" 01234567
	run_assay 2 attempt shwo 01234567
	holds "$errors" 'assay attempt show ID'
}

@test "watch: runs at once and on every save, notes saves, ends with Ctrl-C" {
	run_assay 0 start add-two
	(
		# The shell ignores SIGINT in what it starts in the background.
		exec python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$ASSAY" watch add-two
	) >out 2>err 3>&- &
	watcher=$!
	until_true grep -q 'WRONG ANSWER' out
	solution 'return a + b;' >add-two/add.c
	until_true grep -q 'ACCEPTED' out
	solution 'return a + c;' >new.c
	mv new.c add-two/add.c
	until_true grep -q 'COMPILE ERROR' out
	rm add-two/add.c
	solution 'return a + b + 0;' >add-two/add.c
	until_true eval '[ "$(grep -c "^---" out)" -ge 4 ]'
	kill -INT "$watcher"
	local status=0
	wait "$watcher" || status=$?
	watcher=
	[ "$status" -eq 0 ]
	saves=$(sqlite3 "$HOME/.local/share/assay/assay.db" \
		"SELECT count(DISTINCT json_extract(detail, '\$.digest')) FROM timeline WHERE kind = 'save'")
	[ "$saves" -eq 3 ]
}

@test "watch: the folder goes away" {
	run_assay 0 start add-two
	"$ASSAY" watch add-two >out 2>err 3>&- &
	watcher=$!
	until_true grep -q 'WRONG ANSWER' out
	rm -r add-two
	local status=0
	wait "$watcher" || status=$?
	watcher=
	[ "$status" -eq 2 ]
	holds "$(cat err)" 'is gone'
}
