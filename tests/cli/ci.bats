# The action and the templates, each in an environment like its platform's, with the shell steps taken
# from the files themselves.

load helper

setup() {
	set_up_home
	solution 'return a + b;' >right.c
	solution 'return (int)(a + b);' >part.c
	mkdir bin runner
	ln -s "$ASSAY" bin/assay
	export PATH=$PWD/bin:$PATH
	steps=$root/tests/ci/steps.py
}

# Runs a step of the action as GitHub's runner does: a file, bash -e -o pipefail, the inputs given as
# NAME=VALUE in place of the expressions of its environment.
run_step() { # STATUS STEP INPUT...
	local wanted=$1 step=$2 line name value input
	shift 2
	local -A inputs=()
	while IFS= read -r line; do
		inputs[${line%%=*}]=${line#*=}
	done < <(python3 "$steps" "$root/action.yml" inputs)
	for input in "$@"; do
		[ -n "${inputs[${input%%=*}]+there}" ] || {
			echo "no input ${input%%=*}"
			return 1
		}
		inputs[${input%%=*}]=${input#*=}
	done
	local environment=()
	while IFS= read -r line; do
		name=${line%%=*} value=${line#*=}
		if [[ $value =~ ^\$\{\{\ inputs\.([a-z-]+)\ \}\}$ ]]; then
			environment+=("$name=${inputs[${BASH_REMATCH[1]}]}")
		elif [ "$value" = '${{ github.action_path }}' ]; then
			environment+=("$name=$root")
		else
			echo "what is $value?"
			return 1
		fi
	done < <(python3 "$steps" "$root/action.yml" env "$step")
	python3 "$steps" "$root/action.yml" run "$step" >runner/step.sh
	: >runner/summary
	: >runner/output
	: >runner/path
	status=0
	output=$(env CI=true GITHUB_ACTIONS=true GITHUB_WORKSPACE="$PWD" GITHUB_STEP_SUMMARY="$PWD/runner/summary" \
		GITHUB_OUTPUT="$PWD/runner/output" GITHUB_PATH="$PWD/runner/path" RUNNER_TEMP="$PWD/runner" \
		"${environment[@]}" bash --noprofile --norc -e -o pipefail runner/step.sh 2>&1) || status=$?
	[ "$status" = "$wanted" ] || {
		printf '%s\n' "step $step: exit status $status, expected $wanted" "$output"
		return 1
	}
}

grade_step() {
	local wanted=$1
	shift
	run_step "$wanted" Grade challenge=add-two "challenges=$ASSAY_CHALLENGES" isolation=minimal "$@"
}

# What a runner takes for a command: the lines outside the stopped part.
commands_of() {
	awk '/^::stop-commands::/ && !token {token = substr($0, 18); next}
		token && $0 == "::" token "::" {token = ""; next}
		!token && /^::/'
}

@test "no expression stands in a shell step" {
	for file in "$root"/action.yml "$root"/docs/ci/*.yml; do
		[ -z "$(python3 "$steps" "$file" expressions)" ]
	done
}

@test "github: an accepted submission: outputs, summary, notice" {
	grade_step 0 submission=right.c
	grep -qx 'verdict=accepted' runner/output
	grep -qx 'score=100' runner/output
	grep -qx 'max-score=100' runner/output
	grep -q '^## add-two' runner/summary
	[ "$(commands_of <<<"$output")" = '::notice title=add-two::accepted, 100 of 100 points' ]
	[ "$(json 'd["verdict"]' <assay-reports/result.json)" = accepted ]
	[ -s assay-reports/junit.xml ] && [ -s assay-reports/results.sarif ]
}

@test "github: one that falls short fails, with annotations and credit for Classroom" {
	grade_step 1 submission=part.c
	commands_of <<<"$output" | grep -q '^::error file=part.c,line=1,col=1,title=large (0 of 40 points)::'
	grep -qx 'score=60' runner/output
	sed -n 's/^result=//p' runner/output | base64 -d >classroom.json
	[ "$(json 'd["status"]' <classroom.json)" = fail ]
	[ "$(json 'sum(t["score"] for t in d["tests"])' <classroom.json)" = 60 ]
	[ "$(json 'd["max_score"]' <classroom.json)" = 100 ]
	grade_step 0 submission=part.c exit-zero=true
	grade_step 0 submission=part.c min-score=60%
	grade_step 1 submission=part.c min-score=60% 'require=sums large'
	holds "$output" 'required group large'
}

@test "github: what the submission prints is no command and no output" {
	{
		printf '#include <stdio.h>\n#include "add.h"\nlong long add(long long a, long long b)\n{\n'
		printf '\tputs("::error::forged\\n::add-mask::100\\n::notice title=Autograding report::{}\\nscore=100\\nEOF");\n'
		printf '#warning "::error::forged"\n\treturn 7;\n}\n'
	} >hostile.c
	grade_step 1 submission=hostile.c
	[ "$(grep -c '^score=' runner/output)" = 1 ]
	grep -qx 'score=0' runner/output
	[ "$(grep -vcE '^(verdict|score|max-score|result|reports)=' runner/output)" = 0 ]
	lacks "$(commands_of <<<"$output")" '::add-mask'
	lacks "$(commands_of <<<"$output")" 'Autograding'
	[ -z "$(commands_of <<<"$output" | grep -v '^::\(error\|warning\|notice\) \(file\|title\)=' || true)" ]
}

@test "github: a pinned challenge that was altered is refused; a weaker level is not taken" {
	run_step 3 Grade challenge=add-two "challenges=$ASSAY_CHALLENGES" isolation=minimal submission=right.c \
		"challenge-digest=$(printf '0%.0s' {1..64})"
	holds "$output" '--challenge-digest expects'
	if [ "$(level)" != full ]; then
		run_step 4 Grade challenge=add-two "challenges=$ASSAY_CHALLENGES" submission=right.c sudo=false
		commands_of <<<"$output" | grep -q '^::error title=assay cannot grade here::.*sysctl'
		grep -q 'verdict=' runner/output && return 1
	fi
	true
}

@test "github: an assay that is installed is used, else it is built and put on the path" {
	run_step 0 'Install assay'
	holds "$output" "assay $("$ASSAY" version | awk '{print $2}')"
	[ ! -s runner/path ]
}

@test "gitlab: the template's script writes the reports, and fails as assay does" {
	template=$root/docs/ci/gitlab-ci.yml
	python3 "$steps" "$template" grade before_script >before.sh
	python3 "$steps" "$template" grade script >script.sh
	while IFS= read -r line; do export "${line?}"; done < <(python3 "$steps" "$template" grade variables)
	export CI=true GITLAB_CI=true CI_PROJECT_DIR=$PWD ASSAY_CHALLENGE=add-two ASSAY_ISOLATION=minimal
	ASSAY_SUBMISSION=right.c bash -e -o pipefail before.sh
	ASSAY_SUBMISSION=right.c bash -e -o pipefail script.sh
	xmllint --noout junit.xml
	[ "$(json 'd' <gl-code-quality-report.json)" = '[]' ]
	status=0
	ASSAY_SUBMISSION=part.c bash -e -o pipefail script.sh || status=$?
	[ "$status" = 1 ]
	[ "$(json 'd[0]["location"]["path"]' <gl-code-quality-report.json)" = part.c ]
	status=0
	ASSAY_DIGEST=$(printf '0%.0s' {1..64}) ASSAY_SUBMISSION=right.c bash -e -o pipefail script.sh || status=$?
	[ "$status" = 3 ]
}

@test "jenkins: the pipeline's shell leaves falling short to the junit step" {
	python3 "$steps" "$root/docs/ci/Jenkinsfile" sh >step.sh
	export WORKSPACE=$PWD JENKINS_URL=http://localhost/ ASSAY_CHALLENGE=add-two ASSAY_ISOLATION=minimal
	ASSAY_SUBMISSION=part.c sh -xe step.sh
	xmllint --noout --schema "$root/tests/schemas/junit-10.xsd" junit.xml
	grep -q '<failure type="wrong-answer"' junit.xml
	status=0
	ASSAY_SUBMISSION=missing.c sh -xe step.sh || status=$?
	[ "$status" = 2 ]
}
