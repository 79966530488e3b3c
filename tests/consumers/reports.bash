# reports.bash - every report of good and hostile submissions, for those who read them.
# shellcheck shell=bash

formats='junit junit-gitlab tap sarif github github-output markdown gitlab-quality ctrf gradescope classroom exercism json text'

# Grades $1 once and writes every format into the folder $2.
report_all() {
	local options=() format
	mkdir -p "$2"
	for format in $formats; do
		options+=(--report "$format=$2/$format")
	done
	"$ASSAY" grade --challenge add-two --isolation minimal "${options[@]}" "$1" >"$2/stdout" 2>"$2/stderr" || true
}

# A submission that prints hostile.txt and a line of 10 MB, on its own output and in a sample's answer.
print_hostile() {
	# shellcheck disable=SC2154 # root is helper.bash's
	python3 - "$root/tests/consumers/hostile.txt" <<'END'
import sys
text = open(sys.argv[1], "rb").read()
print("#include <stdio.h>")
print("#include \"add.h\"")
print("static const unsigned char t[] = {" + ",".join(map(str, text)) + "};")
print("""long long add(long long a, long long b)
{
	fwrite(t, 1, sizeof t, stdout);
	fwrite(t, 1, sizeof t, stderr);
	for (int i = 0; i < 10000000; i++)
		putchar('x');
	for (int fd = 3; fd < 6; fd++)
		dprintf(fd, "%.*s\\n", (int)sizeof t, t);
	return a * b + 7;
}""")
END
}

# Into the folder $1, once: right, wrong, one that does not compile, two hostile ones, and a batch.
make_reports() {
	local at=$1 name format hostile
	[ ! -d "$at" ] || return 0
	hostile=$(tr -d '\0' <"$root/tests/consumers/hostile.txt" | tr '\n' ' ')
	solution 'return a + b;' >right.c
	solution 'return 7;' >wrong.c
	solution "$(printf 'return a + ;\n#line 3 "/etc/::error::x]]>.c"\n#error %s\n' "$hostile")" >broken.c
	print_hostile >hostile.c
	cp hostile.c '::error::x ]]><b>%0A.c'
	for name in right wrong broken hostile; do
		report_all "$name.c" "$at/$name"
	done
	report_all '::error::x ]]><b>%0A.c' "$at/named"
	mkdir "$at/batch"
	for format in junit junit-gitlab tap sarif github markdown gitlab-quality ctrf json text; do
		"$ASSAY" grade --challenge add-two --isolation minimal --format "$format" right.c wrong.c \
			broken.c hostile.c missing.c >"$at/batch/$format" 2>/dev/null || true
	done
}

# The reports of one format.
each() { # FORMAT
	local file
	for file in "$BATS_FILE_TMPDIR"/reports/*/"$1"; do
		printf '%s\n' "$file"
	done
}
