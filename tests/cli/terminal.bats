# On a terminal: colours, a progress line after a second, the width; without them elsewhere.

load helper

setup() {
	set_up_home
	solution 'return a + b;' >right.c
	solution 'for (volatile int i = 0; i < 180000000; i++) { } return a + b;' >slow.c
}

# Runs a command with a terminal of 70 columns as its standard output and error; what it showed
# there goes to standard output.
on_terminal() {
	python3 - "$@" <<-'END'
		import fcntl, os, pty, struct, sys, termios
		pid, terminal = pty.fork()
		if pid == 0:
		    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 70, 0, 0))
		    os.execv(sys.argv[1], sys.argv[1:])
		while True:
		    try:
		        data = os.read(terminal, 65536)
		    except OSError:
		        break
		    if not data:
		        break
		    os.write(1, data)
		sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
	END
}

@test "colours on a terminal, none with NO_COLOR or TERM=dumb" {
	export TERM=xterm
	[[ $(on_terminal "$ASSAY" test --challenge add-two right.c) == *$'\e['*m* ]]
	[[ $(NO_COLOR=1 on_terminal "$ASSAY" test --challenge add-two right.c) != *$'\e'* ]]
	[[ $(NO_COLOR='' on_terminal "$ASSAY" test --challenge add-two right.c) == *$'\e['*m* ]]
	[[ $(TERM=dumb on_terminal "$ASSAY" test --challenge add-two right.c) != *$'\e'* ]]
}

@test "the width of the terminal is kept, COLUMNS goes before it" {
	widest() {
		tr -d '\r' | awk '{ if (length > widest) widest = length } END { print widest + 0 }'
	}
	for command in 'show add-two' 'grade --help' list help; do
		# shellcheck disable=SC2086 # words are wanted
		[ "$(on_terminal "$ASSAY" $command | widest)" -le 75 ]
	done
	[ "$(on_terminal "$ASSAY" grade --help | widest)" -le 70 ]
	[ "$(COLUMNS=50 on_terminal "$ASSAY" grade --help | widest)" -le 50 ]
}

@test "a progress line after a second, taken away at the end; none elsewhere" {
	shown=$(on_terminal "$ASSAY" grade --challenge add-two --isolation minimal -j 1 slow.c slow.c slow.c slow.c)
	[[ $shown == *$'\r'*' of 4 submissions'*$'\r\e[K'* ]]
	shown=$(on_terminal "$ASSAY" test --challenge add-two right.c)
	[[ $shown != *$'\r\e[K'* ]]
	run_assay 0 grade --challenge add-two --isolation minimal -j 1 slow.c slow.c slow.c slow.c
	lacks "$errors" 'of 4'
}

@test "a batch off a terminal: a plain line every five seconds, with the time left and no control character" {
	slow=()
	for _ in {1..30}; do slow+=(slow.c); done
	run_assay 0 grade --challenge add-two --isolation minimal --no-store -j 1 "${slow[@]}"
	grep -qE '^assay: [1-9][0-9]* of 30 submissions, about [1-9][0-9]* s left$' <<<"$errors"
	! LC_ALL=C grep -q '[[:cntrl:]]' <<<"$errors"
	[ "$(grep -c 'of 30' <<<"$errors")" -le 20 ]
}
