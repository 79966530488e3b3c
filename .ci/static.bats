#!/usr/bin/env bats
# What `make static` promises: the program needs no shared library, and finds its challenges from
# wherever its folder was taken.

setup() {
	export HOME=$BATS_TEST_TMPDIR
	unset ASSAY_CHALLENGES XDG_DATA_HOME XDG_CACHE_HOME
	cp -R "$ASSAY_STATIC" "$BATS_TEST_TMPDIR/moved"
	assay=$BATS_TEST_TMPDIR/moved/bin/assay
	cd "$BATS_TEST_TMPDIR" || return 1
}

@test "it asks for no loader and no library" {
	run readelf -lWd "$assay"
	[[ $output != *INTERP* && $output != *NEEDED* ]]
}

@test "it finds its challenges where its folder was taken" {
	run "$assay" list
	[ "$status" -eq 0 ]
	[[ $output == *token-bucket* ]]
}

@test "it grades" {
	level=$("$assay" doctor --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["level"])')
	[ "$level" != none ] || skip "no isolation to be had here"
	run "$assay" grade --isolation "$level" --no-store --challenge token-bucket \
		moved/share/assay/challenges/token-bucket/submissions/accepted/open_addressing.c
	[ "$status" -eq 0 ]
	[[ $output == *'ACCEPTED  100 of 100'* ]]
}

@test "it runs in a root that holds nothing else" {
	# In namespaces, so that what is mounted goes with them; of a user too where we are not root.
	enter=(unshare --mount --pid --fork --propagation private)
	[ "$(id -u)" -eq 0 ] || enter=(unshare --map-root-user --mount --pid --fork)
	mkdir moved/proc moved/dev moved/tmp
	inside() {
		run "${enter[@]}" sh -euc 'mount --rbind /dev moved/dev; mount -t proc proc moved/proc
			HOME=/tmp exec chroot moved /bin/assay "$@"' sh "$@"
	}
	inside version
	[ "$status" -eq 0 ]
	[[ $output == 'assay '* ]]
	inside list
	[ "$status" -eq 0 ]
	[[ $output == *token-bucket* ]]
	# There is no compiler: the doctor says so, and does not fall over.
	inside doctor
	[ "$status" -eq 4 ]
	[[ $output == *'no   compiler'* && $output == *'yes  challenges         5 found'* ]]
}
