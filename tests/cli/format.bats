#!/usr/bin/env bats
# The challenges that docs/challenge-format.md gives to copy work as they stand there: each fenced
# block is written to the path on the line above it, and nothing is added.

load helper

# Writes the files of the examples below the folder $1, and prints how many they are.
extract_examples() {
	python3 - "$BATS_TEST_DIRNAME/../../docs/challenge-format.md" "$1" <<-'END'
		import pathlib, re, sys
		text = pathlib.Path(sys.argv[1]).read_text()
		files = re.findall(r"^`([a-z-]+/[\w./-]+)`\n\n```[a-z]+\n(.*?)^```$", text, re.M | re.S)
		for path, body in files:
		    file = pathlib.Path(sys.argv[2], path)
		    file.parent.mkdir(parents=True, exist_ok=True)
		    file.write_text(body)
		print(len(files) if len(files) == len(re.findall(r"^```[a-z]+$", text, re.M)) else "some lost")
	END
}

setup() {
	set_up_home
	export ASSAY_CHALLENGES=$BATS_TEST_TMPDIR/examples
	[ "$(extract_examples "$ASSAY_CHALLENGES")" -gt 15 ]
}

# The reference of $1, the file $2, earns everything; the starter compiles and falls short.
check_example() {
	local at=$ASSAY_CHALLENGES/$1
	run_assay 0 grade --challenge "$1" --isolation "$(level)" --no-store --format json \
		"$at/submissions/accepted/$2"
	[ "$(json 'd["verdict"]' <<<"$output")" = accepted ]
	[ "$(json 'd["score"]' <<<"$output")" = 100 ]
	[ "$(json 'd["max_score"]' <<<"$output")" = 100 ]
	run_assay 1 grade --challenge "$1" --isolation "$(level)" --no-store --format json \
		"$at/starter/$2"
	[ "$(json 'd["verdict"]' <<<"$output")" = wrong-answer ]

	run_assay 0 start "$1" practice
	run_assay 1 test practice
	cp "$at/submissions/accepted/$2" practice/
	run_assay 0 test practice
	holds "$output" "1 of 1"
}

@test "the example of a function earns what the text says" {
	check_example any-peak peak.c
}

@test "the example of SQL earns what the text says" {
	check_example late-orders late.sql
}

@test "the measure of the example bites: a copy of the list costs points, not the verdict" {
	need_full
	sed -e 's/size_t best = 0;/&\n\tint64_t *copy = malloc(size * sizeof *copy);\n\tfor (size_t i = 0; copy != NULL \&\& i < size; i++)\n\t\tcopy[i] = list[i];/' \
		-e 's/return best/best = copy != NULL \&\& copy[best] == list[best] ? best : 0;\n\tfree(copy);\n\t&/' \
		-e '1i #include <stdlib.h>' \
		"$ASSAY_CHALLENGES/any-peak/submissions/accepted/peak.c" >peak.c
	run_assay 0 grade --challenge any-peak --no-store --format json peak.c
	[ "$(json 'd["verdict"]' <<<"$output")" = accepted ]
	[ "$(json 'd["score"]' <<<"$output")" = 80 ]
}
