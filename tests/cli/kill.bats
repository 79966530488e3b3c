# No attempt is lost and none is graded twice, whenever the runner is killed.

load helper

setup() {
	set_up_home
	store=$HOME/.local/share/assay/assay.db
}

@test "killed after 0.7 s in an empty home: resume, and exactly one attempt, graded" {
	# Slow enough to be in the middle, and within its limits all the same.
	solution 'for (volatile int i = 0; i < 150000000; i++) { } return a + b;' >slow.c
	timeout -s KILL 0.7 "$ASSAY" submit --challenge add-two slow.c >/dev/null || true
	"$ASSAY" resume >/dev/null || true
	run_assay 0 history --format json
	[ "$(json '[a["state"] for a in d["attempts"]]' <<<"$output")" = '["graded"]' ]
}

@test "a hundred kills at random moments: nothing lost, nothing graded twice" {
	# The seed of the moments is fixed, so that a failure can be had again.
	python3 - "$ASSAY" "$store" <<-'END'
		import os, random, signal, sqlite3, subprocess, sys, time
		assay, store = sys.argv[1:]
		random.seed(20240229)
		promised = set()
		def write(name, number):
		    with open(name, "w") as f:
		        f.write('#include "add.h"\nlong long add(long long a, long long b) { return a + b; }\n/* %s %d */\n'
		                % (name, number))
		# How long a whole one takes here: the kills are spread over that.
		write("whole.c", 0)
		start = time.monotonic()
		subprocess.run([assay, "submit", "--challenge", "add-two", "whole.c"], check=True, stdout=subprocess.DEVNULL)
		whole = time.monotonic() - start
		for number in range(100):
		    names = ["k%d.c" % i for i in range(3 if number % 4 == 0 else 1)]
		    for name in names:
		        write(name, number)
		    command = ["grade", "--isolation", "minimal"] if len(names) > 1 else ["submit"]
		    child = subprocess.Popen([assay, *command, "--challenge", "add-two", *names],
		                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
		    time.sleep(random.uniform(0, 1.1 * whole))  # the moment of the kill, not a synchronisation
		    child.send_signal(signal.SIGKILL)
		    child.wait()
		    if os.path.exists(store):
		        with sqlite3.connect("file:%s?mode=ro" % store, uri=True) as db:
		            now = {row[0] for row in db.execute("SELECT id FROM attempt")}
		            assert promised <= now, "attempts were lost: %s" % (promised - now)
		            promised = now
		subprocess.run([assay, "resume", "--isolation", "minimal"], check=True, stdout=subprocess.DEVNULL)
		with sqlite3.connect(store) as db:
		    states = db.execute("SELECT id, state, verdict FROM attempt").fetchall()
		    grades = db.execute("SELECT subject, count(*) FROM timeline WHERE kind = 'grade' GROUP BY subject").fetchall()
		    assert {row[0] for row in states} == promised
		    assert all(row[1:] == ("graded", "accepted") for row in states), states
		    assert sorted(grades) == sorted((id, 1) for id in promised), grades
		    assert len(promised) > 30, "only %d attempts: the kills came too early" % len(promised)
		    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
		print(len(promised), "attempts")
	END
	run_assay 0 resume
	holds "$errors" 'nothing to resume'
}

@test "a batch killed at twenty random moments and resumed: each attempt is graded once" {
	python3 - "$ASSAY" "$store" <<-'END'
		import os, random, signal, sqlite3, subprocess, sys, time
		assay, store = sys.argv[1:]
		random.seed(20260301)
		bodies = {"accepted": "return a + b;", "wrong-answer": "return a - b;", "compile-error": "return a + ;"}
		def write(number):
		    names = []
		    for i in range(20):
		        verdict = "accepted" if i % 5 else "wrong-answer" if i % 2 else "compile-error"
		        names.append("%s-%d.c" % (verdict, i))
		        with open(names[-1], "w") as f:
		            f.write('#include "add.h"\nlong long add(long long a, long long b) { %s }\n/* %d */\n'
		                    % (bodies[verdict], number))
		    return names
		def ask(query):
		    with sqlite3.connect("file:%s?mode=ro" % store, uri=True) as db:
		        return db.execute(query).fetchall()
		def start(*words):
		    return subprocess.Popen([assay, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
		grade = ["grade", "--isolation", "minimal", "--challenge", "add-two", "-j", "2"]
		begin = time.monotonic()
		assert start(*grade, *write(-1)).wait() == 1
		whole = time.monotonic() - begin
		kept, cut = {}, 0
		for number in range(20):
		    child = start(*grade, *write(number))
		    time.sleep(random.uniform(0, whole))  # the moment of the kill, not a synchronisation
		    child.send_signal(signal.SIGKILL)
		    child.wait()
		    before = dict(ask("SELECT id, submission_name FROM attempt"))
		    assert kept.items() <= before.items(), "attempts were lost"
		    kept = before
		    cut += len(ask("SELECT 1 FROM attempt WHERE state <> 'graded'")) > 0
		    if number % 2:  # and what resumes can be killed too
		        child = start("resume", "--isolation", "minimal")
		        time.sleep(random.uniform(0, whole))
		        child.send_signal(signal.SIGKILL)
		        child.wait()
		    assert start("resume", "--isolation", "minimal").wait() in (0, 1)
		    rows = ask("SELECT id, submission_name, state, verdict FROM attempt")
		    assert {row[0] for row in rows} == kept.keys()
		    bad = [row for row in rows if row[2] != "graded" or not row[1].startswith(row[3])]
		    assert not bad, bad
		    grades = ask("SELECT subject, count(*) FROM timeline WHERE kind = 'grade' GROUP BY subject")
		    assert sorted(grades) == sorted((id, 1) for id in kept), grades
		assert cut >= 5, "only %d kills came in the middle" % cut
		print(len(kept), "attempts,", cut, "batches cut")
	END
}

@test "resume shows several as grade does: a row each, or one document; a lone one as a page" {
	solution 'return a + b;' >right.c
	solution 'return a - b;' >wrong.c
	solution 'return a + ;' >broken.c
	requeue() {
		python3 - "$store" "$1" <<-'END'
			import sqlite3, sys
			with sqlite3.connect(sys.argv[1]) as db:
			    db.execute("UPDATE attempt SET state = 'queued', verdict = '', graded_ns = 0 WHERE submission_name LIKE ?",
			               sys.argv[2:])
		END
	}
	run_assay 1 grade --isolation minimal --challenge add-two right.c wrong.c broken.c
	table=$output
	requeue '%'
	run_assay 1 resume --isolation minimal
	[ "$(sed 's/[0-9.]* ms//g' <<<"$output")" = "$(sed 's/[0-9.]* ms//g' <<<"$table")" ]
	requeue '%'
	run_assay 1 resume --isolation minimal --format json
	[ "$(json '[r["verdict"] for r in d["results"]]' <<<"$output")" = '["accepted", "wrong-answer", "compile-error"]' ]
	requeue '%'
	run_assay 2 resume --isolation minimal --format gradescope
	holds "$errors" 'format gradescope takes one attempt, there are 3'
	run_assay 1 resume --isolation minimal
	requeue 'right%'
	run_assay 0 resume --isolation minimal
	holds "$output" 'sums'
}

@test "resume leaves an attempt to the process that grades it" {
	solution 'for (volatile int i = 0; i < 200000000; i++) { } return a + b;' >slow.c
	run_assay 0 history
	python3 - "$ASSAY" "$store" <<-'END'
		import sqlite3, subprocess, sys
		assay, store = sys.argv[1:]
		def ask(query):
		    with sqlite3.connect("file:%s?mode=ro" % store, uri=True) as db:
		        return db.execute(query).fetchall()
		child = subprocess.Popen([assay, "submit", "--challenge", "add-two", "slow.c"], stdout=subprocess.DEVNULL)
		while not ask("SELECT id FROM attempt WHERE state = 'leased'"):
		    assert child.poll() is None
		id = ask("SELECT id FROM attempt")[0][0]
		all = subprocess.run([assay, "resume"], capture_output=True, text=True)
		one = subprocess.run([assay, "resume", id], capture_output=True, text=True)
		if child.poll() is None:  # else it was too quick for us, and there was nothing to leave
		    assert all.returncode == 0 and "being graded by another process" in all.stderr, all
		    assert one.returncode == 4 and "being graded by another process" in one.stderr, one
		assert child.wait() == 0
		assert ask("SELECT state FROM attempt") == [("graded",)]
		assert ask("SELECT count(*) FROM timeline WHERE kind = 'grade'") == [(1,)]
	END
}

@test "resume beside a batch takes nothing of it: grade ends well, each is graded once" {
	for i in 1 2 3 4; do
		{ solution 'for (volatile int i = 0; i < 100000000; i++) { } return a + b;' && echo "/* $i */"; } >"slow$i.c"
	done
	run_assay 0 history
	python3 - "$ASSAY" "$store" <<-'END'
		import sqlite3, subprocess, sys
		assay, store = sys.argv[1:]
		def ask(query):
		    with sqlite3.connect("file:%s?mode=ro" % store, uri=True) as db:
		        return db.execute(query).fetchall()
		child = subprocess.Popen([assay, "grade", "-j", "1", "--isolation", "minimal", "--challenge", "add-two",
		                          *("slow%d.c" % i for i in range(1, 5))],
		                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
		beside, queued = 0, 0
		while child.poll() is None and not ask("SELECT 1 FROM attempt WHERE state = 'graded'"):
		    queued += len(ask("SELECT 1 FROM attempt WHERE state = 'queued'"))
		    if ask("SELECT 1 FROM attempt"):
		        beside += 1
		        done = subprocess.run([assay, "resume", "--isolation", "minimal"], capture_output=True, text=True)
		        assert done.returncode == 0, done
		        assert done.stdout == "", done
		out, errors = child.communicate()
		assert child.returncode == 0, errors
		assert "being graded by another process" not in errors, errors
		assert queued == 0, "queued for a moment"
		assert ask("SELECT DISTINCT state FROM attempt") == [("graded",)]
		assert ask("SELECT count(*), count(DISTINCT subject) FROM timeline WHERE kind = 'grade'") == [(4, 4)]
		assert beside > 0, "no resume ran beside it"
	END
}

@test "a killed runner leaves no process behind" {
	solution 'for (;;) { }' >loop.c
	python3 - "$ASSAY" <<-'END'
		import ctypes, os, subprocess, sys
		# What the runner leaves behind becomes a child of ours, and can be waited for.
		assert ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) == 0  # PR_SET_CHILD_SUBREAPER
		child = subprocess.Popen([sys.argv[1], "submit", "--challenge", "add-two", "loop.c"],
		                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
		def children():
		    try:
		        with open("/proc/%d/task/%d/children" % (child.pid, child.pid)) as f:
		            return f.read().split()
		    except OSError:
		        return []
		while not children() and child.poll() is None:
		    pass
		child.kill()
		left = 0
		while True:
		    try:
		        os.waitpid(-1, 0)  # waits for ever for one that runs on: the test's time limit ends it
		        left += 1
		    except ChildProcessError:
		        break
		assert left >= 1
	END
}
