# The command line itself: commands, options, help, exit statuses of what is typed wrong.

load helper

setup() {
	set_up_home
}

commands() {
	"$ASSAY" help | awk '/^  [a-z]/ {print $1}'
}

@test "without a command: a short help, exit status 2" {
	run_assay 2
	holds "$errors" 'usage: assay COMMAND'
	[ -z "$output" ]
}

@test "help lists every command, --help is help, --version is version" {
	run_assay 0 help
	for command in list show start test watch submit history grade resume attempt doctor version help; do
		holds "$output" "  $command "
	done
	local listed=$output
	run_assay 0 --help
	[ "$output" = "$listed" ]
	run_assay 0 version
	[[ $output =~ ^assay\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	local version=$output
	run_assay 0 --version
	[ "$output" = "$version" ]
}

@test "help COMMAND, COMMAND --help and COMMAND -h print the same, from every record" {
	for command in $(commands); do
		run_assay 0 help "$command"
		local first=$output
		holds "$first" "usage: assay $command"
		holds "$first" '-h, --help'
		run_assay 0 "$command" --help
		[ "$output" = "$first" ]
		run_assay 0 "$command" -h
		[ "$output" = "$first" ]
	done
}

@test "help fits the width that COLUMNS names" {
	for command in $(commands); do
		COLUMNS=60 run_assay 0 help "$command"
		[ "$(awk '{ if (length > widest) widest = length } END { print widest + 0 }' <<<"$output")" -le 60 ]
	done
}

@test "an unknown command or help topic offers the nearest, exit status 2" {
	run_assay 2 gradee
	holds "$errors" "assay: no command 'gradee'; did you mean \`assay grade\`?"
	run_assay 2 help histroy
	holds "$errors" 'assay history'
	run_assay 2 zzzzzzzzzzzz
	holds "$errors" "assay: no command 'zzzzzzzzzzzz'"
	lacks "$errors" 'did you mean'
}

@test "an unknown option offers the nearest, exit status 2" {
	run_assay 2 grade --isolatoin full x
	holds "$errors" "assay: grade: unknown option '--isolatoin'; did you mean '--isolation'?"
	holds "$errors" 'Try `assay grade --help`.'
	run_assay 2 grade --isolatoin=full x
	holds "$errors" "'--isolatoin'"
	run_assay 2 list -x
	holds "$errors" "unknown option '-x'"
}

@test "every command refuses an unknown option and too many operands" {
	for command in $(commands); do
		# The sandbox answers as timeout(1) does: 2 may be the program's own status.
		case $command in sandbox) wrong=125 ;; *) wrong=2 ;; esac
		run_assay "$wrong" "$command" --no-such-option
		holds "$errors" '--no-such-option'
		case $command in grade | sandbox) continue ;; esac
		run_assay 2 "$command" a b c
		holds "$errors" "usage: assay $command"
	done
}

@test "commands that need an operand say so" {
	for command in show start grade attempt; do
		run_assay 2 "$command"
		holds "$errors" "too few operands; usage: assay $command"
	done
}

@test "values: joined, apart, after operands; missing, unwanted and given twice" {
	run_assay 0 list --format=json
	run_assay 0 list --format json
	run_assay 0 show add-two --format json
	run_assay 0 history -n1
	run_assay 0 history -n 1
	run_assay 2 list --format
	holds "$errors" "option '--format' needs a value: --format FORMAT"
	run_assay 2 history -n
	holds "$errors" "option '--number' needs a value"
	run_assay 2 show --flags=yes add-two
	holds "$errors" "option '--flags' takes no value"
	run_assay 2 list --format json --format text
	holds "$errors" "option '--format' is given twice"
	run_assay 2 list --format xml
	holds "$errors" "--format 'xml': expected text or json"
}

@test "what follows -- is an operand" {
	run_assay 2 show -- --flags
	holds "$errors" "'--flags'"
	lacks "$errors" 'unknown option'
}

@test "numbers out of range are named with their range" {
	run_assay 2 history -n 0
	holds "$errors" "--number: '0'"
	run_assay 2 history -n many
	run_assay 2 start add-two --minutes 601
	holds "$errors" "--minutes: '601'"
	run_assay 2 grade -j 0 x
	run_assay 2 grade --seed -1 x
	run_assay 2 grade --seed 9223372036854775808 x
	for bar in 101% 80 pt % -1% 8.5% 80%% x%; do
		run_assay 2 grade --min-score "$bar" x
		holds "$errors" '--min-score'
	done
	run_assay 2 grade --isolation none x
	holds "$errors" 'expected minimal, reduced or full'
	run_assay 2 grade --report json x
	holds "$errors" "--report 'json': expected FORMAT=FILE"
	run_assay 2 grade --report nosuch=x x
	holds "$errors" 'nosuch'
}

@test "control bytes of what was typed never reach the terminal" {
	run_assay 2 $'gra\e[31mde'
	lacks "$errors" $'\e'
	run_assay 2 show $'a\nb'
	lacks "$errors" $'a\nb'
}

@test "a full disk and a closed pipe on standard output: exit status 4, no death by signal" {
	for command in help list version 'show add-two' 'history --format json'; do
		local status=0
		# shellcheck disable=SC2086 # words are wanted
		"$ASSAY" $command >/dev/full 2>"$BATS_TEST_TMPDIR/stderr" || status=$?
		[ "$status" -eq 4 ]
		holds "$(cat "$BATS_TEST_TMPDIR/stderr")" 'assay: write to standard output: No space left on device'
	done
	mkfifo pipe
	exec 7<>pipe 8>pipe
	exec 7<&- # nobody reads any more
	local status=0
	"$ASSAY" help >&8 2>"$BATS_TEST_TMPDIR/stderr" || status=$?
	exec 8>&-
	[ "$status" -eq 4 ]
	holds "$(cat "$BATS_TEST_TMPDIR/stderr")" 'Broken pipe'
}

@test "closed standard descriptors do no harm" {
	"$ASSAY" version <&- >&- 2>&-
	"$ASSAY" list <&- 2>&- | grep -q add-two
}

@test "no colour and no escape sequence without a terminal" {
	for command in help list 'show add-two' doctor; do
		# shellcheck disable=SC2086 # words are wanted
		[[ $("$ASSAY" $command 2>&1) != *$'\e'* ]]
	done
}
