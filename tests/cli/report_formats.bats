# Every report format, of hostile submissions and of good ones: valid by its schema, no control byte,
# no forged line. tests/consumers reads the same files with what people read them with.

load helper

load ../consumers/reports

setup() {
	set_up_home
	solution 'return a + b;' >right.c
	solution 'return 7;' >wrong.c
	make_reports "$BATS_FILE_TMPDIR/reports"
}

@test "every format is written for every submission" {
	for format in $formats; do
		[ "$(each "$format" | wc -l)" -ge 5 ]
		each "$format" | while read -r file; do [ -s "$file" ]; done
	done
}

@test "no report holds a control byte, a bad character or a forged line" {
	for format in $formats; do
		each "$format" | while read -r file; do
			python3 "$root/tests/consumers/clean.py" "$format" "$file"
		done
	done
}

@test "junit is what junit-10.xsd takes, junit-gitlab is well-formed" {
	each junit | while read -r file; do
		xmllint --noout --schema "$root/tests/schemas/junit-10.xsd" "$file"
	done
	each junit-gitlab | while read -r file; do
		xmllint --noout "$file"
		grep -q ' file="' "$file"
	done
}

@test "sarif and ctrf are what their schemas take" {
	for pair in sarif:sarif-2.1.0.schema.json ctrf:ctrf.schema.json; do
		each "${pair%%:*}" | while read -r file; do
			python3 - "$file" "$root/tests/schemas/${pair#*:}" <<'EOF'
import json, sys
import jsonschema
jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))
EOF
		done
	done
}

@test "what counts is the same in every format" {
	dir=$BATS_FILE_TMPDIR/reports/wrong
	score=$(json 'd["score"]' <"$dir/json")
	[ "$(json 'd["score"]' <"$dir/gradescope")" = "$score" ]
	[ "$(json 'd["results"]["extra"]["submissions"][0]["score"]' <"$dir/ctrf")" = "$score" ]
	tests=$(json 'len(d["items"])' <"$dir/json")
	[ "$(grep -c '<testcase ' "$dir/junit")" = "$tests" ]
	[ "$(grep -cE '^(not )?ok ' "$dir/tap")" = "$tests" ]
	[ "$(json 'd["results"]["summary"]["tests"]' <"$dir/ctrf")" = "$tests" ]
	[ "$(json 'len(d["tests"])' <"$dir/exercism")" = "$tests" ]
	failed=$(json 'sum(i["verdict"] != "accepted" for i in d["items"])' <"$dir/json")
	[ "$(grep -cE '^not ok ' "$dir/tap")" = "$failed" ]
	[ "$(json 'd["results"]["summary"]["failed"]' <"$dir/ctrf")" = "$failed" ]
}

@test "platforms that take one submission say so before anything is graded" {
	for format in gradescope classroom exercism; do
		run_assay 2 grade --challenge add-two --report "$format=x.json" right.c wrong.c
		holds "$errors" "format $format takes one submission, not 2"
		[ ! -e x.json ]
	done
}

@test "a report that cannot be written is told, and an old one stays whole" {
	mkdir there
	printf 'old\n' >there/old
	run_assay 4 grade --challenge add-two --isolation minimal --report tap=there/no/x right.c
	holds "$errors" "there/no/x"
	run_assay 0 grade --challenge add-two --isolation minimal --report tap=there/old right.c
	grep -q '^TAP version 14' there/old
	[ "$(ls there)" = old ]
}
