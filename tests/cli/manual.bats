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
	[ -f "$root/docs/assay-sandbox.1" ]
	for page in "$root"/docs/*.[15] "$ASSAY_BUILD"/man/*.1; do
		name=${page##*/} section=${page##*.}
		name=$(tr a-z A-Z <<<"${name%.?}" | sed 's/-/\\-/g')
		grep -qF ".TH $name $section \"$(sed -n 's/^RELEASED := //p' "$root/Makefile")\" \"$("$ASSAY" version)\"" "$page"
	done
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

@test "every command has a page of its own, which says what --help says" {
	for command in $(commands); do
		page=$ASSAY_BUILD/man/assay-$command.1
		# One written by hand, held to the table below, goes before.
		if [ -f "$root/docs/assay-$command.1" ]; then
			[ ! -e "$page" ]
			continue
		fi
		part() {
			awk -v name="$1" '/^\.SH /{on = (substr($0, 5) == name)} on' "$page" | sed -e 1d -e 's/\\&//g' |
				plain | sed -e 's/^ //' -e 's/ $//'
		}
		help=$(COLUMNS=200 "$ASSAY" help "$command" | tr -d '`' | tr -s ' \n' '  ' |
			sed -e 's/^usage: //' -e 's/ $//')
		[ "$help" = "$(part SYNOPSIS) $(part DESCRIPTION) Options: $(part OPTIONS)" ] || {
			printf 'help:   %s\nmanual: %s\n' "$help" "$(part SYNOPSIS) $(part DESCRIPTION) Options: $(part OPTIONS)"
			return 1
		}
		statuses=$(awk '/^\.SH /{on = ($2 == "EXIT")} on && /^\.B [0-9]/{print $2}' "$page" | tr '\n' ' ')
		[[ $statuses =~ ^0\ (1\ )?2\ (3\ )?4\ $ ]]
		run "$ASSAY" "$command" --no-such-option
		[[ " $statuses" == *" $status "* ]]
		grep -q '^\.BR assay (1)' "$page"
	done
	run ls "$ASSAY_BUILD/man"
	[ "${#lines[@]}" -eq $(($(commands | wc -l) - 1)) ]
}

@test "the manual is free of troff warnings" {
	page=("$root"/docs/*.[15] "$ASSAY_BUILD"/man/*.1)
	if command -v groff >/dev/null; then
		[ -z "$(groff -man -Tutf8 -ww -z "${page[@]}" 2>&1)" ]
	fi
	if command -v mandoc >/dev/null; then
		mandoc -Tlint -Wwarning "${page[@]}"
	fi
	if ! command -v groff >/dev/null && ! command -v mandoc >/dev/null; then
		# Without either: every line that begins with a dot is a macro that man(7) knows.
		[ -z "$(grep -h '^\.' "${page[@]}" | grep -vE '^\.(TH|SH|SS|PP|TP|B|I|BR|RB|IR|RI|BI|IB|nf|fi|RS|RE)( |$)' || true)" ]
	fi
}

# The keys that a page of section 5 has in one of its sections, in order.
keys_of() {
	awk -v name="$2" '/^\.SH /{on = (substr($0, 5) == name)} on && /^\.B /{print $2}' "$root/docs/assay-$1.5" |
		sed 's/\\-/-/g' | LC_ALL=C sort
}

@test "the pages of the formats have every key of the schemas, and no other" {
	for format in challenge result observation; do
		python3 "$BATS_TEST_DIRNAME/schema_keys.py" "$root/docs/$format.schema.json" |
			diff - <(keys_of $format KEYS)
	done
	python3 "$BATS_TEST_DIRNAME/schema_keys.py" "$root/docs/results.schema.json" |
		diff - <(keys_of result 'SEVERAL RESULTS')
	# The test can fail: the page of another format is not this one.
	run diff <(keys_of challenge KEYS) <(keys_of result KEYS)
	[ "$status" -eq 1 ]
}
