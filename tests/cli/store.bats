#!/usr/bin/env bats
# The store seen from the command line: where it lies, and what is said when it cannot be used.

bats_require_minimum_version 1.5.0

setup() {
	ASSAY=${ASSAY:-build/assay}
	WORK=$(mktemp -d "${TMPDIR:-/tmp}/store.XXXXXX")
	export HOME=$WORK/home
	mkdir "$HOME"
	unset XDG_DATA_HOME
	STORE=$HOME/.local/share/assay/assay.db
}

teardown() {
	chmod -R u+rwX "$WORK"
	rm -rf "$WORK"
}

# The last command failed for our own fault and says all of this, on standard error alone.
expect_fault() {
	[ "$status" -eq 4 ]
	[ -z "$output" ]
	for words in "$@"; do
		[[ "$stderr" == *"$words"* ]] || {
			echo "no '$words' in: $stderr"
			return 1
		}
	done
}

@test "history makes an empty store, for its owner alone" {
	run --separate-stderr "$ASSAY" history
	[ "$status" -eq 0 ]
	[ "$(stat -c %a "$STORE")" = 600 ]
	[ "$(stat -c %a "$(dirname "$STORE")")" = 700 ]
	run --separate-stderr "$ASSAY" history --format json
	[ "$status" -eq 0 ]
	[[ "$output" == *'"attempts": []'* ]]
}

@test "XDG_DATA_HOME says where the store lies, unless it is relative" {
	XDG_DATA_HOME=$WORK/data run --separate-stderr "$ASSAY" history
	[ "$status" -eq 0 ]
	[ -f "$WORK/data/assay/assay.db" ]
	[ ! -e "$STORE" ]
	XDG_DATA_HOME=data run --separate-stderr "$ASSAY" history
	[ "$status" -eq 0 ]
	[ -f "$STORE" ]
}

@test "no HOME at all" {
	unset HOME
	run --separate-stderr "$ASSAY" history
	expect_fault 'HOME is not set' 'set HOME or XDG_DATA_HOME to an absolute path'
}

@test "a home that cannot be written" {
	# Root may write everywhere but to a file system that takes nothing, such as /proc.
	if [ "$(id -u)" -eq 0 ]; then
		HOME=/proc
	else
		chmod 555 "$HOME"
	fi
	run --separate-stderr "$ASSAY" history
	expect_fault "mkdir '$HOME/.local': " 'XDG_DATA_HOME can name another folder'
}

@test "a file that is no database is left as it is" {
	mkdir -p "$(dirname "$STORE")"
	printf 'my notes, %.0s' $(seq 500) >"$STORE"
	before=$(sha256sum <"$STORE")
	run --separate-stderr "$ASSAY" history
	expect_fault "$STORE" 'is not a database' 'nothing was changed' 'move it'
	[ "$(sha256sum <"$STORE")" = "$before" ]
}

@test "a database of a newer assay is left as it is" {
	"$ASSAY" history
	sqlite3 "$STORE" 'PRAGMA user_version = 7'
	before=$(sha256sum <"$STORE")
	run --separate-stderr "$ASSAY" history
	expect_fault "$STORE" 'made by a newer assay: schema 7, this one knows 1'
	[ "$(sha256sum <"$STORE")" = "$before" ]
}

@test "a damaged database is named and kept" {
	"$ASSAY" history
	size=$(stat -c %s "$STORE")
	# What follows the first hundred bytes, the header.
	{ head -c 100 "$STORE"; head -c $((size - 100)) /dev/zero | tr '\0' x; } >"$WORK/damaged"
	cp "$WORK/damaged" "$STORE"
	run --separate-stderr "$ASSAY" history
	expect_fault "$STORE" 'is damaged' 'nothing was deleted' 'sqlite3 FILE .recover'
	cmp "$WORK/damaged" "$STORE"
}

@test "a full disk is said, and the store works when there is room again" {
	# A limit on the size of files stands for the disk: it refuses at the same place.
	run --separate-stderr bash -c 'trap "" XFSZ; ulimit -f 20; exec "$1" history' _ "$ASSAY"
	expect_fault "$STORE" 'cannot be read or written' 'File too large'
	run --separate-stderr "$ASSAY" history
	[ "$status" -eq 0 ]
}
