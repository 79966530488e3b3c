# Challenges with a checker of their own: what it accepts, what it rejects, and what it fails on.

load helper

setup() {
	set_up_home
	cp -R "$ASSAY_CHALLENGES" mine
	export ASSAY_CHALLENGES=$PWD/mine
	at=mine/add-two
	mkdir "$at/judge"
	sed -i 's|"kind"|"compare": {"mode": "checker", "checker": "judge/check.c"}, "kind"|' \
		"$at/challenge.json"
	# Accepts any answer of the right length that does not begin with 6; fails on one that does.
	cat >"$at/judge/check.c" <<-'END'
		#include <stdio.h>
		#include <stdlib.h>
		#include <unistd.h>
		int main(void)
		{
			char expected[64], got[64];
			ssize_t e = read(3, expected, sizeof expected), g = read(4, got, sizeof got);
			if (g > 0 && got[0] == '6')
				abort();
			printf("%zd bytes expected, %zd answered\n", e, g);
			return e == g ? 42 : 43;
		}
	END
	level=$(level)
}

grade() { # STATUS BODY
	solution "$2" >add.c
	run_assay "$1" grade --challenge add-two --no-store --isolation "$level" --reveal \
		--format json add.c
}

@test "a checker accepts what comparison would not" {
	grade 0 'return a + b == 42 ? 99 : a + b;'
	[ "$(json 'd["verdict"]' <<<"$output")" = accepted ]
}

@test "a checker rejects, and the owner reads why" {
	grade 1 'return a + b == 42 ? 12345 : a + b;'
	[ "$(json 'd["verdict"]' <<<"$output")" = wrong-answer ]
	holds "$output" '6 bytes expected, 9 answered'
}

@test "a checker that fails on an answer makes an internal error, and the rest is graded" {
	grade 4 'return a + b == 42 ? 66 : a + b;'
	[ "$(json 'd["verdict"]' <<<"$output")" = internal-error ]
	[ "$(json 'd["scored"]' <<<"$output")" = false ]
	holds "$output" "the challenge's checker failed"
	[ "$(json '[g["verdict"] for g in d["groups"] if g["name"] == "large"]' <<<"$output")" = '["accepted"]' ]
}
