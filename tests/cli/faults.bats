# Faults that are not the candidate's: exit status 4, the remedy named, the attempt kept.

load helper

setup() {
	set_up_home
	solution 'return a + b;' >right.c
	store=$HOME/.local/share/assay/assay.db
}

# Runs a command with mounts of its own, as root of a user namespace where we are not root.
apart() {
	unshare --help | grep -q -- --map-root-user || skip 'no unshare(1) here'
	if [ "$(id -u)" -eq 0 ]; then
		unshare --mount --propagation private -- "$@"
	else
		unshare --user --map-root-user --mount --propagation private -- "$@"
	fi
}

need_apart() {
	apart true 2>/dev/null || skip 'a mount namespace of our own cannot be had here'
}

attempts() {
	"$ASSAY" history --format json | json "$1"
}

@test "no compiler: named with the packages, the attempt is kept and resumed" {
	need_apart
	# The compiler by all its names gives way to an empty file that cannot be run.
	: >nothing
	compilers=$(for name in gcc cc; do readlink -f "$(command -v "$name")"; done | sort -u)
	for command in 'test --challenge add-two' 'submit --challenge add-two' \
		'grade --challenge add-two --isolation minimal'; do
		local status=0
		apart sh -c 'for compiler in $1; do mount --bind nothing "$compiler" || exit 99; done
			shift; exec "$@"' sh "$compilers" "$ASSAY" $command right.c >out 2>err || status=$?
		[ "$status" -eq 4 ]
		holds "$(cat err)" gcc
		holds "$(cat err)" apt-get
	done
	[ "$(attempts 'all(a["state"] != "graded" for a in d["attempts"])')" = true ]
	[ "$(attempts 'len(d["attempts"]) >= 1')" = true ]
	run_assay 0 resume --isolation minimal
	[ "$(attempts 'all(a["verdict"] == "accepted" for a in d["attempts"])')" = true ]
}

@test "a full disk: exit status 4, no half of a store, and --no-store still works" {
	need_apart
	mkdir tiny
	local status=0
	apart sh -c 'mount -t tmpfs -o size=4k none tiny && dd if=/dev/zero of=tiny/fill bs=4k count=4 2>/dev/null
		export XDG_DATA_HOME=$PWD/tiny
		"$0" submit --challenge add-two right.c; echo "submit $?"
		"$0" grade --challenge add-two --isolation minimal right.c; echo "grade $?"
		"$0" grade --challenge add-two --isolation minimal --no-store right.c; echo "unstored $?"
		"$0" test --challenge add-two right.c; echo "test $?"' "$ASSAY" >out 2>err || status=$?
	[ "$status" -eq 0 ]
	grep -qx 'submit 4' out
	grep -qx 'grade 4' out
	grep -qx 'unstored 0' out
	grep -qx 'test 0' out
	grep -q '^assay: ' err
}

@test "a file-size limit is a full disk, not a death by signal" {
	run_assay 0 history
	# A pipe takes the message, since a file could not.
	(set +e; (ulimit -f 0 && exec "$ASSAY" submit --challenge add-two right.c) 2>&1
		echo "status $?") | cat >out
	grep -qx 'status 4' out
	grep -q '^assay: ' out
	run_assay 0 submit --challenge add-two right.c
}

@test "a home that cannot be written to: submit says so, test and --no-store work" {
	export HOME=/proc XDG_CACHE_HOME=/proc/none
	run_assay 4 submit --challenge add-two right.c
	holds "$errors" /proc
	run_assay 4 start add-two
	[ ! -e add-two ]
	run_assay 4 history
	run_assay 0 test --challenge add-two right.c
	run_assay 0 grade --challenge add-two --isolation minimal --no-store right.c
}

@test "a database of a newer version: refused, left as it is" {
	run_assay 0 history
	sqlite3 "$store" 'PRAGMA user_version = 999'
	before=$(sha256sum <"$store")
	run_assay 4 submit --challenge add-two right.c
	holds "$errors" 'newer'
	holds "$errors" 'XDG_DATA_HOME'
	run_assay 4 history
	run_assay 0 test --challenge add-two right.c
	[ "$before" = "$(sha256sum <"$store")" ]
}

@test "a corrupt database: refused, left as it is" {
	run_assay 0 history
	head -c 20000 /dev/urandom >"$store"
	rm -f "$store"-wal "$store"-shm
	before=$(sha256sum <"$store")
	run_assay 4 submit --challenge add-two right.c
	run_assay 4 history
	run_assay 4 resume
	run_assay 0 test --challenge add-two right.c
	run_assay 0 grade --challenge add-two --isolation minimal --no-store right.c
	[ "$before" = "$(sha256sum <"$store")" ]
}

@test "no namespaces allowed: the level is told and doctor names the remedy" {
	unshare --user --map-root-user true 2>/dev/null || skip 'no user namespace can be had here'
	run_in() {
		unshare --user --map-root-user sh -c \
			'echo 0 >/proc/sys/user/max_user_namespaces && echo 0 >/proc/sys/user/max_mnt_namespaces &&
			echo 0 >/proc/sys/user/max_pid_namespaces && exec "$@"' sh "$ASSAY" "$@"
	}
	local status=0
	run_in doctor >out 2>err || status=$?
	[ "$status" -eq 1 ]
	holds "$(cat out)" 'Level: minimal'
	grep -q -- '-> ' out
	status=0
	run_in test --challenge add-two right.c >out 2>err || status=$?
	[ "$status" -eq 0 ]
	holds "$(cat err)" 'isolation is minimal, not full; `assay doctor`'
	status=0
	run_in grade --challenge add-two right.c >out 2>err || status=$?
	[ "$status" -eq 4 ]
	holds "$(cat err)" 'assay doctor'
	run_in grade --challenge add-two --isolation minimal --format json right.c >out
	[ "$(json 'd["isolation"]["level"]' <out)" = minimal ]
}

@test "Ctrl-C in the middle: exit status 4, nothing runs on, the attempts are resumed" {
	solution 'for (volatile int i = 0; i < 200000000; i++) { } return a + b;' >slow.c
	# Until the runner holds a lease: then it is in the middle.
	interrupt() {
		python3 - "$store" "$ASSAY" "$@" <<-'END'
			import os, signal, sqlite3, subprocess, sys
			child = subprocess.Popen(sys.argv[2:], stderr=subprocess.PIPE, text=True, start_new_session=True)
			def leased():
			    try:
			        with sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True) as db:
			            return db.execute("SELECT count(*) FROM attempt WHERE state = 'leased'").fetchone()[0]
			    except sqlite3.Error:
			        return 0
			while not leased() and child.poll() is None:
			    pass
			os.killpg(child.pid, signal.SIGINT)  # a terminal tells all of them
			print(child.communicate()[1])
			sys.exit(child.returncode)
		END
	}
	local status=0
	run_assay 0 history
	interrupt submit --challenge add-two slow.c >out || status=$?
	[ "$status" -eq 4 ]
	grep -q 'assay resume' out
	[ "$(attempts '[a["state"] for a in d["attempts"]]')" = '["queued"]' ]
	status=0
	interrupt grade --challenge add-two --isolation minimal slow.c right.c slow.c >out || status=$?
	[ "$status" -eq 4 ]
	grep -q 'assay resume' out
	[ "$(attempts 'len(d["attempts"])')" = 4 ]
	[ "$(attempts '"leased" in [a["state"] for a in d["attempts"]]')" = false ]
	run_assay 0 resume --isolation minimal
	[ "$(attempts '[a["verdict"] for a in d["attempts"]] == ["accepted"] * 4')" = true ]
	run_assay 0 resume
	holds "$errors" 'nothing to resume'
}

@test "doctor: every layer, the compiler, the store and the challenges" {
	local status=0
	"$ASSAY" doctor --format json >out || status=$?
	[ "$(json 'd["format"]' <out)" = assay.doctor/1 ]
	[ "$(json 'd["compiler"]["works"] and d["store"]["works"] and d["challenges"]["works"]' <out)" = true ]
	[ "$(json 'len(d["layers"]) >= 10' <out)" = true ]
	[ "$(json 'all(l["works"] or l["remedy"] for l in d["layers"])' <out)" = true ]
	case $(json 'd["level"]' <out) in
	full) [ "$status" -eq 0 ] ;;
	reduced | minimal) [ "$status" -eq 1 ] ;;
	*) [ "$status" -eq 4 ] ;;
	esac
	"$ASSAY" doctor >text || true
	grep -q 'Level: ' text
}

@test "doctor: a store that does not open is told, with exit status 1 or worse" {
	mkdir -p "${store%/*}"
	echo garbage of at least sixteen bytes >"$store"
	local status=0
	"$ASSAY" doctor --format json >out || status=$?
	[ "$status" -ge 1 ]
	[ "$(json 'd["store"]["works"]' <out)" = false ]
}
