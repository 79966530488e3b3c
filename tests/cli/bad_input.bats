# Input that cannot be taken: a clear message, exit status 2, nothing stored, nothing left behind.

load helper

setup() {
	set_up_home
	solution 'return a + b;' >right.c
}

# Each way in refuses it with the same words.
refused() { # PATH WORDS
	run_assay 2 test --challenge add-two -- "$1"
	holds "$errors" "$2"
	run_assay 2 submit --challenge add-two -- "$1"
	holds "$errors" "$2"
	run_assay 2 grade --challenge add-two --isolation minimal -- "$1"
	holds "$errors" "$2"
	[ "$(grep -c '^assay:' <<<"$errors")" -eq 1 ]
	run_assay 0 history --format json
	[ "$(json 'd["attempts"]' <<<"$output")" = '[]' ]
}

@test "no such challenge: the nearest is offered" {
	run_assay 2 show add-tow
	holds "$errors" "add-tow"
	holds "$errors" "add-two"
	run_assay 2 start add-tow
	holds "$errors" "add-two"
	[ ! -e add-tow ]
	run_assay 2 test --challenge add-tow right.c
	holds "$errors" "add-two"
	run_assay 2 submit --challenge add-tow right.c
	holds "$errors" "add-two"
	run_assay 2 grade --challenge add-tow right.c
	holds "$errors" "add-two"
	run_assay 2 show ../add-two
	run_assay 2 show ''
}

@test "no such folder or file" {
	refused nowhere nowhere
	refused right.c/x right.c/x
}

@test "a folder without the file that is to be edited names it" {
	mkdir folder
	cp right.c folder/other.c
	refused folder add.c
}

@test "an empty file" {
	mkdir folder
	: >folder/add.c
	refused folder add.c
}

@test "a file of 100 MiB" {
	truncate -s 100M large.c
	refused large.c large.c
	mkdir folder
	truncate -s 100M folder/add.c
	refused folder add.c
}

@test "a binary file" {
	mkdir folder
	head -c 4096 "$ASSAY" >folder/add.c
	refused folder add.c
	printf 'int x;\0' >nul.c
	refused nul.c nul.c
	printf 'int x; /* \xff */\n' >bad.c
	refused bad.c bad.c
}

@test "symbolic links, to anywhere" {
	mkdir folder other
	ln -s /etc/passwd folder/add.c
	refused folder add.c
	ln -s "$PWD/right.c" other/add.c
	refused other add.c
	ln -s right.c link.c
	refused link.c link.c
	ln -s loop.c loop.c
	refused loop.c loop.c
}

@test "a fifo, a device and a folder in the place of the file" {
	mkdir fifo device folder
	mkfifo fifo/add.c
	refused fifo add.c
	mkdir folder/add.c
	refused folder add.c
	refused /dev/null null
}

@test "the wrong kind of file" {
	cp right.c right.py
	refused right.py right.py
}

@test "names with spaces, leading dashes, newlines and escapes" {
	for name in 'with space.c' '-dash.c' $'new\nline.c' $'esc\e[31m.c' 'ünïcode.c' "quote'\".c" '%s%n.c'; do
		cp right.c "./$name"
		run_assay 0 test --challenge add-two -- "$name"
		run_assay 0 grade --challenge add-two --isolation minimal --format json -- "$name"
		[ "$(json 'd["verdict"]' <<<"$output")" = accepted ]
		run_assay 0 grade --challenge add-two --isolation minimal -- "$name"
		lacks "$output" $'\e'
		lacks "$output" $'new\nline'
		rm "./$name"
		run_assay 2 grade --challenge add-two --isolation minimal -- "$name"
		lacks "$errors" $'\e'
		lacks "$errors" $'new\nline'
	done
	mkdir -- '-folder x'
	cp right.c -- '-folder x/add.c'
	run_assay 0 test --challenge add-two -- '-folder x'
	run_assay 0 submit --challenge add-two -- '-folder x'
	run_assay 0 history
}

@test "what a candidate prints cannot reach the terminal as it is" {
	solution 'printf("\033[31m\033]0;title\007\r"); return a + b;' >escape.c
	run_assay 0 test --challenge add-two escape.c
	lacks "$output" $'\e'
	lacks "$output" $'\r'
	holds "$output" '\x1b[31m'
	printf '#error \e[31m red\n' >diagnostic.c
	run_assay 1 test --challenge add-two diagnostic.c
	lacks "$output" $'\e'
}

@test "a challenge that is invalid: exit status 3, file and key named" {
	cp -R "$ASSAY_CHALLENGES" mine
	export ASSAY_CHALLENGES=$PWD/mine
	sed -i 's/"difficulty": 1/"difficulty": 9/' mine/add-two/challenge.json
	for command in 'show add-two' 'start add-two' 'test --challenge add-two right.c' \
		'submit --challenge add-two right.c' 'grade --challenge add-two right.c'; do
		# shellcheck disable=SC2086 # words are wanted
		run_assay 3 $command
		holds "$errors" challenge.json
		holds "$errors" difficulty
	done
}

@test "a challenge whose driver does not compile: exit status 3, not the candidate's fault" {
	cp -R "$ASSAY_CHALLENGES" mine
	echo 'int main(void) { return nothing; }' >mine/add-two/driver/driver.c
	ASSAY_CHALLENGES=$PWD/mine run_assay 3 test --challenge add-two right.c
	holds "$errors" driver
	ASSAY_CHALLENGES=$PWD/mine run_assay 3 grade --isolation minimal --challenge add-two right.c
}
