#!/usr/bin/env bats
# What the shells complete, asked of the shells themselves. The same lines for each; what a shell is
# told comes from the table of commands.

load helper

setup() {
	set_up_home
	pages=$ASSAY_BUILD/completions
	PATH=$(dirname "$ASSAY"):$PATH
	mkdir folder
	touch report.json
	# LINE|what is offered, in order of the alphabet
	cat >table <<'EOF'
assay |attempt doctor grade help history list resume sandbox show start submit test version watch
assay g|grade
assay grade --fo|--format
assay list --format |json text
assay grade --format gith|github github-output
assay resume --isolation |full minimal reduced
assay sandbox --profile |compile dynamic net sanitize stdio threads
assay grade --challenge |add-two
assay show |add-two
assay show --format json a|add-two
assay attempt |show
assay attempt show |
assay help --format |bash fish man text zsh
assay help gr|grade
assay watch f|folder
assay grade -j 2 rep|report.json
assay test rep|report.json
assay grade -j |
EOF
}


@test "bash completes commands, options, values, ids and files" {
	bash --norc -c 'source "$1" && while IFS="|" read -r line offered; do
		COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
		_assay 2>/dev/null
		answer=$(printf "%s\n" "${COMPREPLY[@]}" | LC_ALL=C sort | paste -sd " ")
		printf "%s|%s\n" "$line" "$answer"
	done' bash "$pages/assay.bash" <table >got
	diff table got
}

@test "bash replaces what is behind the last '=' where that breaks words" {
	ask() {
		bash --norc -c 'source "$1"; COMP_LINE=$2 COMP_POINT=${#2}; _assay 2>/dev/null
			echo "${COMPREPLY[*]}"' bash "$pages/assay.bash" "$1"
	}
	[ "$(ask 'assay grade --format=gith')" = 'github github-output' ]
	[ "$(ask 'assay grade --report jso')" = 'json=' ]
	[ "$(ask 'assay grade --report json=rep')" = report.json ]
	[ "$(ask 'assay grade --report=json=rep')" = report.json ]
	# No option behind the program that a box runs, nor behind --.
	[ "$(ask 'assay sandbox true --pro')" = '' ]
	[ "$(ask 'assay sandbox --prof')" = '--profile' ]
	[ "$(ask 'assay grade -- --for')" = '' ]
	touch -- --for
	[ "$(ask 'assay grade -- --for')" = '--for' ]
}

@test "an interactive bash loads it, and a name with a space is one" {
	touch 'a b'
	bash --norc -c 'source "$1"; complete -p assay; COMP_LINE="assay test a" COMP_POINT=12
		_assay 2>/dev/null; printf "[%s]" "${COMPREPLY[@]}"' bash "$pages/assay.bash" >got
	[ "$(cat got)" = $'complete -F _assay assay\n[a b]' ]
}

@test "zsh completes the same" {
	command -v zsh >/dev/null || skip "no zsh here"
	zsh -n "$pages/_assay"
	mkdir "$work/zsh"
	cut -d '|' -f 1 table | timeout 100 python3 "$BATS_TEST_DIRNAME/zsh_offers.py" "$pages" "$work/zsh" |
		sed 's/ => /|/' >got
	diff table got
}

@test "fish completes the same" {
	command -v fish >/dev/null || skip "no fish here"
	fish -n "$pages/assay.fish"
	# fish adds a slash to a folder.
	fish --no-config -c 'source $argv[1]
		while read -d "|" line offered
			set answer (complete -C $line | string replace -r "\t.*" "" | string trim -r -c / | LC_ALL=C sort)
			echo "$line|$answer"
		end' "$pages/assay.fish" <table >got
	diff table got
}

@test "what is made is what the program prints, and help refuses another format" {
	"$ASSAY" help --format bash | cmp - "$pages/assay.bash"
	"$ASSAY" help --format zsh | cmp - "$pages/_assay"
	"$ASSAY" help --format fish | cmp - "$pages/assay.fish"
	run_assay 2 help --format tcsh
	holds "$errors" "--format 'tcsh': expected one of text, bash, zsh, fish, man"
	run_assay 2 help --format man
	holds "$errors" 'for one COMMAND'
	run_assay 2 help --format bash grade
	holds "$errors" 'for all commands'
	run bash -c '"$ASSAY" help --format zsh >/dev/full'
	[ "$status" -eq 4 ]
}

@test "a summary with quotes and brackets is safe in every shell" {
	bash -n "$pages/assay.bash"
	if command -v shellcheck >/dev/null; then shellcheck "$pages/assay.bash"; fi
	# Each option of each command is offered by each.
	for command in $("$ASSAY" help | awk '/^  [a-z]/ {print $1}'); do
		for option in $("$ASSAY" help "$command" | sed -nE 's/^  (-., |    )(--[a-z-]+).*/\2/p'); do
			awk -v c="$command" '$0 == "\t" c ")" {on = 1} on; /;;$/ && /^\t\t;;/ {on = 0}' \
				"$pages/assay.bash" | grep -qE "^		options='(.* )?$option[ ']"
			awk -v c="$command" '$0 == "\t" c ")" {on = 1} on; /^\t\t;;/ {on = 0}' "$pages/_assay" |
				grep -qE -- "[',]$option[]=['}]|$option\["
			grep -qF -- "__assay_in $command' -l ${option#--} " "$pages/assay.fish"
		done
	done
}
