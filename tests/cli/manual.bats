# The manual page and --help say the same.

load helper

setup() {
	set_up_home
	page=$root/docs/assay.1
}

commands() {
	"$ASSAY" help | awk '/^  [a-z]/ {print $1}'
}

# The manual's text without its markup, white space squeezed.
plain() {
	sed -e '/^\.\\"/d' -e 's/\\f[BIRP]//g' -e 's/\\-/-/g' -e 's/^\.[A-Z]* *//' -e 's/"//g' | tr -s ' \n' '  '
}

# The part of the manual that is about one command.
section() {
	awk -v name="$1" '/^\.S[HS] /{on = ($0 == ".SS " name)} on' "$page"
}

@test "the manual has every command and no other" {
	[ "$(awk '/^\.SH/{on = ($2 == "COMMANDS")} on && /^\.SS/{print $2}' "$page")" = "$(commands)" ]
}

@test "synopsis, description and options of every command are those of --help" {
	for command in $(commands); do
		help=$(COLUMNS=200 "$ASSAY" help "$command" | sed -e '/^Options:/d' -e '/^  -h, --help/d' \
			-e 's/^usage: //' | tr -s ' \n' '  ' | sed 's/ $//')
		manual=$(section "$command" | sed 1d | plain | sed 's/ $//')
		[ "$help" = "$manual" ] || {
			printf 'help:   %s\nmanual: %s\n' "$help" "$manual"
			return 1
		}
	done
}

@test "every option of a synopsis has a row, and every row stands in the synopsis" {
	for command in $(commands); do
		help=$(COLUMNS=200 "$ASSAY" help "$command")
		synopsis=$(sed '/^$/q' <<<"$help" | tr -s ' \n' '  ')
		rows=$(grep -oE '^ +(-[a-z], )?--[a-z-]+' <<<"$help" | grep -v -- --help || true)
		while read -r row; do
			[ -n "$row" ] || continue
			long=${row##*--} short=
			[[ $row != -?,* ]] || short=${row%%,*}
			[[ $synopsis == *"[--$long"[\ \]]* || ( -n $short && $synopsis == *"[$short"[\ \]]* ) ]]
		done <<<"$rows"
		for option in $(grep -oE '\[-[a-z-]+' <<<"$synopsis" | tr -d '['); do
			grep -qE "^ +($option,|$option |(-[a-z], )?$option)" <<<"$help"
		done
	done
}

@test "the manual lists the exit statuses 0 to 4" {
	[ "$(awk '/^\.SH/{on = ($2 == "EXIT")} on && /^\.B [0-9]/{print $2}' "$page" | tr '\n' ' ')" = '0 1 2 3 4 ' ]
}

@test "the manual lists every report format and no other, and so does grade's help" {
	formats=$("$ASSAY" grade --format none x 2>&1 | sed -n 's/.*there are: //p' | tr -d , | tr ' ' '\n')
	[ "$(awk '/^\.SH/{on = ($2 == "REPORT")} on && /^\.B/{print $2}' "$page" | tr -d '\\')" = "$formats" ]
	for format in $formats; do
		"$ASSAY" help grade | tr '\n' ' ' | grep -qE "Formats:.*[ ]$format[,.]"
	done
}

@test "the manual names the version of the program" {
	grep -q "^\.TH ASSAY 1 \"\" \"$("$ASSAY" version)\"" "$page"
	grep -q "^\.TH ASSAY\\\\-SANDBOX 1 \"\" \"$("$ASSAY" version)\"" "$root/docs/assay-sandbox.1"
}

@test "the page of the sandbox has its synopsis, its options and its profiles, and no other" {
	help=$(COLUMNS=200 "$ASSAY" help sandbox | tr -s ' \n' '  ' | sed 's/^usage: //')
	page=$root/docs/assay-sandbox.1
	synopsis=$(awk '/^\.SH /{on = ($2 == "SYNOPSIS")} on' "$page" | sed 1d | plain | sed 's/ $//')
	[[ $help == "$synopsis Run a program"* ]]
	options=$(awk '/^\.SH /{on = ($2 == "OPTIONS")} on' "$page" | sed 1d | plain | sed 's/^ //; s/ $//')
	[[ $help == *" Options: $options -h, --help"* ]]
	listed=$(awk '/^\.SH /{on = ($2 == "PROFILES")} on && /^\.B /{print $2}' "$page" | tr '\n' ' ')
	run "$ASSAY" sandbox --profile '?' -- true
	[[ $output == *"expected one of $(sed -e 's/ $//' -e 's/ /, /g' <<<"$listed")"$'\n'* ]]
	# Every key of a report is explained.
	run python3 -c 'import json, sys; print(*json.load(open(sys.argv[1]))["properties"])' \
		"$root/docs/observation.schema.json"
	for key in $output; do
		[ "$key" = format ] || [ "$key" = run ] || grep -qE "^\.B (.*, )?$key(,|$)" "$page"
	done
}

@test "the manual is free of troff warnings" {
	page=("$root"/docs/*.1)
	if command -v groff >/dev/null; then
		[ -z "$(groff -man -Tutf8 -ww -z "${page[@]}" 2>&1)" ]
	elif command -v mandoc >/dev/null; then
		mandoc -Tlint -Wwarning "${page[@]}"
	else
		# Without either: every line that begins with a dot is a macro that man(7) knows.
		[ -z "$(grep -h '^\.' "${page[@]}" | grep -vE '^\.(TH|SH|SS|PP|TP|B|I|BR|RB|IR|RI|BI|IB|nf|fi|RS|RE)( |$)' || true)" ]
	fi
}
