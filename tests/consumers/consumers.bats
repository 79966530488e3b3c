# Every report is read by what people read it with: npm's readers of JUnit XML, TAP, SARIF and CTRF.
# `make check-consumers` installs them into $ASSAY_CONSUMERS and runs this.

bats_require_minimum_version 1.5.0

load ../cli/helper
load reports

setup() {
	set_up_home
	make_reports "$BATS_FILE_TMPDIR/reports"
}

# What a reader counts: passed, failed.
read_report() { # READER FILE
	node "$ASSAY_CONSUMERS/read.mjs" "$1" "$2" "$root/tests/schemas"
}

counts() { # JSON-FILE
	json '"%d %d" % (sum(i["verdict"] == "accepted" for i in d["items"]), sum(i["verdict"] != "accepted" for i in d["items"]))' <"$1"
}

@test "junit2json counts what the result says" {
	for name in right wrong hostile named; do
		for format in junit junit-gitlab; do
			dir=$BATS_FILE_TMPDIR/reports/$name
			[ "$(read_report junit "$dir/$format")" = "$(counts "$dir/json")" ]
		done
	done
	[ "$(read_report junit "$BATS_FILE_TMPDIR/reports/broken/junit")" = '0 1' ]
}

@test "tap-parser, strict, counts what the result says and finds no stray line" {
	for name in right wrong hostile named; do
		dir=$BATS_FILE_TMPDIR/reports/$name
		[ "$(read_report tap "$dir/tap")" = "$(counts "$dir/json")" ]
	done
	[ "$(read_report tap "$BATS_FILE_TMPDIR/reports/batch/tap")" = '1 4' ]
	run -1 read_report tap "$BATS_FILE_TMPDIR/reports/broken/tap"
	[[ $output == *'bailed out'* ]]
}

@test "ajv takes every sarif and ctrf" {
	for format in sarif ctrf; do
		each "$format" | while read -r file; do
			read_report "$format" "$file"
		done
	done
}

@test "the readers refuse what is forged" {
	printf 'TAP version 14\n1..1\nok 1 - a\nok 99 - forged\n' >forged.tap
	run -1 read_report tap forged.tap
	sed 's/"ruleIndex"/"ruleindex"/' "$BATS_FILE_TMPDIR/reports/wrong/sarif" >forged.sarif
	run -1 read_report sarif forged.sarif
	printf '<testsuites><testsuite name="a"><testcase name="\033"/></testsuite>' >forged.xml
	run -1 read_report junit forged.xml
}
