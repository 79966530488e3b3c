#!/usr/bin/env bats
# `assay sandbox`: what happened is told truly, in a report and by the exit status.

load helper

setup() {
	set_up_home
	programs=${ASSAY_BUILD:-$root/build}/tests/programs
	box=(sandbox --isolation minimal --report r)
}

# The report has one line for each run, each of which its schema describes; prints a value of the last.
report() {
	while read -r line; do
		printf '%s\n' "$line" >line.json
		PYTHONDONTWRITEBYTECODE=1 python3 "$root/tests/unit/validate_json.py" line.json \
			"$root/docs/observation.schema.json" >&2 || return 1
	done <r
	tail -n 1 r | json "$1"
}

# Runs it, compares exit status and the report's status.
ends_as() { # EXIT STATUS ARGUMENT...
	local exit_status=$1 wanted=$2
	shift 2
	run_assay "$exit_status" "${box[@]}" "$@"
	[ "$(report 'd["status"]')" = "$wanted" ] || {
		cat r
		return 1
	}
}

@test "a program that aborts: signal 6" {
	ends_as 134 signalled -- "$programs/aborts"
	[ "$(report 'd["signal"]')" = 6 ]
	[ "$(report 'd["exit_code"]')" = null ]
	[ "$(wc -l <r)" -eq 1 ]
}

@test "a program that opens a socket: the refused call by number, name and arguments" {
	ends_as 159 forbidden-call -- "$programs/opens_socket"
	[ "$(report 'd["forbidden_call"]["name"]')" = socket ]
	[ "$(report 'd["forbidden_call"]["number"]')" = 41 ] || [ "$(uname -m)" != x86_64 ]
	[ "$(report 'd["forbidden_call"]["args"][:2]')" = '["0x2", "0x1"]' ]
}

@test "exit statuses are the program's own, and its time and memory are told with their sources" {
	for code in 0 1 77 124 255; do
		ends_as "$code" exited -- "$programs/acts" exit "$code"
		[ "$(report 'd["exit_code"]')" = "$code" ]
		[ "$(report 'd["signal"]')" = null ]
	done
	[ "$(report '0 < d["cpu_s"] < 5 and 0 < d["wall_s"] and 0 < d["launch_s"]')" = true ]
	[ "$(report '4096 <= d["peak_memory_bytes"] < 64 << 20')" = true ]
	[ "$(report '{d["cpu_source"], d["peak_source"]} <= {"cgroup", "rusage"}')" = true ]
	[ "$(report '"seccomp" in d["layers"] and d["level"]')" = "$(level)" ]
}

@test "a sleeper and a stopper end at the wall limit, within a second of it" {
	for program in sleeper stopper; do
		ends_as 124 wall-limit --wall 0.4 -- "$programs/$program"
		[ "$(report '0.4 <= d["wall_s"] < 1.4 and not d["waited_cpu"]')" = true ]
		[ "$(report 'd["cpu_s"] < 0.3')" = true ]
	done
}

@test "a program that spins ends at the limit of CPU time" {
	ends_as 124 time-limit --cpu 0.3 -- "$programs/acts" spin
	[ "$(report '0.3 <= d["cpu_s"] < 1.3')" = true ]
}

@test "4 GiB of memory end at the limit" {
	need_full
	ends_as 124 memory-limit --memory 64M -- "$programs/allocates"
	[ "$(report '60 << 20 <= d["peak_memory_bytes"] <= 64 << 20')" = true ]
}

@test "10 GiB of output end at the limit, and no more than it is passed on" {
	ends_as 124 output-limit --output-limit 1M --stdout out -- "$programs/floods"
	[ "$(stat -c %s out)" -eq 1048576 ]
	[ "$(report '1 << 20 < d["output_bytes"] < 16 << 20')" = true ]
}

@test "a fork bomb is refused, or ends at its limit where the profile has processes" {
	ends_as 159 forbidden-call -- "$programs/fork_bomb"
	[[ "$(report 'd["forbidden_call"]["name"]')" == *clone* ]]
	need_full
	ends_as 124 time-limit --profile compile --processes 20 --cpu 0.3 --wall 8 -- "$programs/fork_bomb"
	ends_as 124 wall-limit --profile compile --processes 20 --cpu 60 --wall 0.4 -- "$programs/fork_bomb"
	[ "$(report 'd["wall_s"] < 1.4')" = true ]
}

@test "a daemon does not outlive the program that started it" {
	ends_as 159 forbidden-call -- "$programs/daemon"
	ends_as 5 exited --profile compile -- "$programs/daemon"
	[ "$(report 'd["wall_s"] < 20')" = true ]
	run pgrep -f "^$programs/daemon"
	[ "$status" -eq 1 ]
}

@test "input and output are ours, and pass while the program runs" {
	run bash -c "printf 'one\ntwo\n' | '$ASSAY' sandbox --isolation minimal -- '$programs/acts' echo 2>errors"
	[ "$status" -eq 0 ]
	[ "$output" = $'one\ntwo' ]
	[ "$(cat errors)" = "done" ]
	# Nobody needs to read or write for a program to end.
	mkfifo fifo
	sleep 100 >fifo &
	holder=$!
	"$ASSAY" sandbox --isolation minimal -- "$programs/acts" ignore-input <fifo >out
	kill "$holder"
	[ "$(cat out)" = ignored ]
	# The answer to the first line is there before the second is written.
	cat >talk.py <<-'END'
		import subprocess, sys
		box = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
		for line in (b"one\n", b"two\n"):
		    box.stdin.write(line)
		    box.stdin.flush()
		    assert box.stdout.readline() == line
		box.stdin.close()
		sys.exit(box.wait(60))
	END
	timeout 100 python3 talk.py "$ASSAY" sandbox --isolation minimal -- "$programs/acts" repeat
}

@test "files for input, output and errors" {
	echo hello >in
	run_assay 0 sandbox --isolation minimal --stdin in --stdout out --stderr err -- "$programs/acts" echo
	[ "$output$errors" = "" ]
	[ "$(cat out)" = hello ]
	[ "$(cat err)" = "done" ]
	run_assay 125 sandbox --stdin missing -- "$programs/aborts"
	holds "$errors" "--stdin: open 'missing': No such file"
	run_assay 125 sandbox --stdin . -- "$programs/aborts"
	holds "$errors" "--stdin: '.' is a folder"
	run_assay 125 sandbox --stdout missing/x -- "$programs/aborts"
	holds "$errors" "--stdout: open 'missing/x'"
	run_assay 125 sandbox --report . -- "$programs/aborts"
	run_assay 125 sandbox --isolation minimal --stdout /dev/full -- "$programs/acts" look
	holds "$errors" "write to 'standard output': No space left on device"
}

@test "many runs: a line each, the same input each, the first bad exit status" {
	echo hello >in
	run_assay 0 "${box[@]}" --runs 3 --stdin in --stdout out -- "$programs/acts" echo
	[ "$(cat out)" = $'hello\nhello\nhello' ]
	[ "$(wc -l <r)" -eq 3 ]
	[ "$(report 'd["run"]')" = 3 ]
	run bash -c "echo lost | '$ASSAY' sandbox --isolation minimal --runs 2 -- '$programs/acts' echo 2>errors"
	[ "$output" = "" ]
	run_assay 134 "${box[@]}" --runs 2 -- "$programs/aborts"
	[ "$(wc -l <r)" -eq 2 ]
	run_assay 125 sandbox --isolation minimal --runs 2 --stdin <(echo once) -- "$programs/acts" echo
	holds "$errors" "cannot be read twice"
}

@test "the report cannot be forged: what the program writes never goes where the report goes" {
	run_assay 0 sandbox --isolation minimal --report - --stdout out -- "$programs/acts" look
	[ "$(json 'd["status"]' <<<"$output")" = exited ]
	run_assay 125 sandbox --isolation minimal --report - -- "$programs/acts" look
	holds "$errors" "could forge a report; give --stdout another FILE"
	run_assay 125 sandbox --isolation minimal --report x --stdout out --stderr x -- "$programs/acts" look
	holds "$errors" "could forge a report; give --stderr another FILE"
	run bash -c "'$ASSAY' sandbox --isolation minimal --report - --stdout out -- '$programs/acts' look 2>&1 | cat"
	holds "$output" "give --stderr another FILE"
	[ "$(wc -l <out)" -gt 0 ]
}

@test "without a report: one line for people, none where the program ended by itself" {
	run_assay 0 sandbox --isolation minimal -- "$programs/acts" exit 0
	[ "$output$errors" = "" ]
	run_assay 9 sandbox --isolation minimal -- "$programs/acts" exit 9
	[ "$output$errors" = "" ]
	run_assay 134 sandbox --isolation minimal -- "$programs/aborts"
	[ "$errors" = "assay: $programs/aborts: ended by signal 6, SIGABRT" ]
	run_assay 124 sandbox --isolation minimal --wall 0.2 -- "$programs/sleeper"
	[ "$errors" = "assay: $programs/sleeper: wall limit: not done after 0.2 s" ]
	run_assay 159 sandbox --isolation minimal -- "$programs/opens_socket"
	holds "$errors" "forbidden system call: socket(0x2, 0x1, "
}

@test "what cannot be run: 126, what is not there: 127, and why" {
	run_assay 127 "${box[@]}" -- ./nothing
	holds "$errors" "'./nothing': no such program"
	run_assay 127 "${box[@]}" -- no-such-program-anywhere
	holds "$errors" "no such program in the folders of PATH"
	[ ! -e r ]
	printf '#!/bin/sh\n' >script
	run_assay 126 "${box[@]}" -- ./script
	holds "$errors" "may not be executed"
	chmod +x script
	run_assay 126 "${box[@]}" -- ./script
	holds "$errors" "a script for '/bin/sh'"
	run_assay 126 "${box[@]}" -- ./
	run_assay 126 "${box[@]}" --profile stdio -- ls
	holds "$errors" "'ls' is dynamically linked, and the profile 'stdio' has no libraries"
	# What only the kernel finds out.
	echo 'int main(void) { return 0; }' >main.c
	cc -o loaderless main.c -Wl,--dynamic-linker=/nowhere/ld.so
	run_assay 126 sandbox --isolation minimal -- ./loaderless
	holds "$errors" "the kernel cannot run the program's file: No such file"
	cp "$programs/aborts" broken
	truncate -s 2000 broken
	run_assay 126 sandbox --isolation minimal -- ./broken || ends_as 139 signalled -- ./broken
}

@test "a dynamic program sees its libraries, and nothing else of the host" {
	ends_as 0 exited -- "$programs/dynamic/loads" work
	ends_as 0 exited --stdout out -- env
	[ "$(cat out)" = "" ]
	ends_as 0 exited --stdout out -- "$programs/dynamic/loads" look
	[ "$(grep -c ' open$' out)" -eq 1 ]
	ends_as 1 exited --stderr err -- cat /etc/passwd
	holds "$(cat err)" "/etc/passwd"
	ends_as 159 forbidden-call -- "$programs/dynamic/loads" make-code
	run_assay 126 sandbox --profile threads -- "$programs/dynamic/loads" work
	holds "$errors" "is dynamically linked, and the profile 'threads' has no libraries"
}

@test "the program is found by PATH, as a shell does" {
	PATH=$programs:$PATH run_assay 134 "${box[@]}" -- aborts
	cp "$programs/aborts" here
	PATH=:/usr/bin run_assay 134 "${box[@]}" -- here
	run_assay 127 "${box[@]}" -- here
}

@test "bad values are named, with what was expected" {
	for option in '--cpu 0' '--cpu x' '--wall -1' '--wall 1e3' '--memory 1' '--memory 9X' \
		'--memory 99999999G' '--output-limit -1' '--processes 0' '--processes 70000' '--runs 0' \
		'--runs 1000001' '--profile no' '--isolation none' '--cpu 999999999999'; do
		# shellcheck disable=SC2086 # words are wanted
		run_assay 125 sandbox $option -- "$programs/aborts"
		holds "$errors" "${option%% *}"
		holds "$errors" "'${option##* }'"
	done
	run_assay 125 sandbox
	holds "$errors" "too few operands"
	run_assay 125 sandbox --nonsense -- "$programs/aborts"
	holds "$errors" "unknown option '--nonsense'"
}

@test "the program's own options are not ours" {
	run_assay 7 sandbox --isolation minimal "$programs/acts" exit 7 --help -- --cpu
	run_assay 7 sandbox --isolation minimal -- "$programs/acts" exit 7 --cpu 0
}

@test "on a terminal, what could steer it is shown; elsewhere bytes are as they were" {
	cat >type.py <<-'END'
		import os, pty, sys
		pid, terminal = pty.fork()
		if pid == 0:
		    os.execv(sys.argv[1], sys.argv[1:])
		shown = b""
		while True:
		    try:
		        piece = os.read(terminal, 4096)
		    except OSError:
		        break
		    if not piece:
		        break
		    shown += piece
		os.waitpid(pid, 0)
		sys.stdout.buffer.write(shown)
	END
	printf '\033]0;evil\007 \xc3\xa4\xe2\x82\xac \xe2\x82' >in
	timeout 100 python3 type.py "$ASSAY" sandbox --isolation minimal --stdin in --stderr /dev/null -- \
		"$programs/acts" repeat >shown
	[ "$(cat shown)" = '\x1b]0;evil\x07 ä€ \xe2\x82' ]
	"$ASSAY" sandbox --isolation minimal --stdin in -- "$programs/acts" repeat >raw
	cmp raw in
}

@test "a signal stops it at once, whoever waits for whom, and nothing is left" {
	mkfifo fifo
	for act in 'sleep 60' 'flood'; do
		# A reader that does not read: the flood waits for it, and we with the flood.
		sleep 100 <fifo &
		reader=$!
		# shellcheck disable=SC2086 # words are wanted
		"$ASSAY" sandbox --isolation minimal --wall 100 -- "$programs/acts" $act >fifo 2>err &
		box_pid=$!
		until pgrep -P "$box_pid" -f assay-launcher >/dev/null; do :; done
		kill -INT "$box_pid"
		code=0
		wait "$box_pid" || code=$?
		kill "$reader"
		[ "$code" -eq 130 ]
		holds "$(cat err)" "stopped by signal 2"
	done
}

@test "nohup keeps it alive at a hang-up, not at Ctrl-C" {
	mkfifo held
	sleep 100 >held &
	writer=$!
	nohup "$ASSAY" sandbox --isolation minimal --wall 100 -- "$programs/acts" sleep 60 \
		<held >out 2>err &
	box_pid=$!
	until pgrep -P "$box_pid" -f assay-launcher >/dev/null; do :; done
	kill -HUP "$box_pid"
	kill -INT "$box_pid"
	code=0
	wait "$box_pid" || code=$?
	kill "$writer"
	cat err
	[ "$code" -eq 130 ]
}
