#!/bin/sh
# Runs in the virtual machine: one scene, that is a state of the machine and what must hold in it. Each
# point is a line "VM ok SCENE: ..." or "VM not ok SCENE: ..."; run.sh counts them.
# shellcheck shell=dash disable=SC2012,SC2016,SC2044,SC2046,SC2086,SC2155,SC2254
scene=$1
groups=/sys/fs/cgroup
export ASSAY_BUILD=/assay/build ASSAY=/assay/build/assay CMOCKA_MESSAGE_OUTPUT=TAP TMPDIR=/tmp
export LC_ALL=C HOME=/home/user XDG_RUNTIME_DIR=/tmp
# By path: this busybox takes its own applet first.
as_user="/usr/bin/setpriv --reuid 1000 --regid 1000 --clear-groups"

point() { # STATUS WORDS
	if [ "$1" -eq 0 ]; then echo "VM ok $scene: $2"; else echo "VM not ok $scene: $2"; fi
}

# In a group ("-": where we are), as a user of the words before the command.
within() { # GROUP COMMAND...
	local group=$1
	shift
	if [ "$group" = - ]; then
		timeout 300 "$@"
	else
		timeout 300 sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" "$@"
	fi
}

doctor() { # GROUP WORDS LEVEL TEXT: as the words say, it finds the level and says the text
	within "$1" $2 "$ASSAY" doctor >/tmp/doctor 2>&1
	grep -q "^Level: $3 " /tmp/doctor
	local status=$?
	[ -z "$4" ] || grep -qF -- "$4" /tmp/doctor || status=1
	point $status "doctor says $3${4:+ and '$4'}"
	[ $status -eq 0 ] || sed 's/^/VM log /' /tmp/doctor
}

tap() { # GROUP WORDS PROGRAM [ARGUMENT]: every point of its own counts
	local name=$(basename "$3")${4:+-$4} start=$(date +%s)
	within "$1" $2 "$3" ${4:+"$4"} >/tmp/tap 2>/tmp/tap.err
	local code=$?
	local good=$(grep '^ok ' /tmp/tap | grep -vci '# *skip')
	local skip=$(grep -ciE '^(not )?ok .*# *skip|^1\.\.0 # skip' /tmp/tap)
	local bad=$(grep '^not ok ' /tmp/tap | grep -vci '# *skip')
	local plan=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' /tmp/tap | tail -n 1)
	[ "${plan:-0}" -eq 0 ] && plan=$skip
	if [ "$plan" -ne $((good + skip + bad)) ] || [ "$plan" -eq 0 ] ||
		{ [ $code -ne 0 ] && [ "$bad" -eq 0 ]; }; then
		bad=$((bad + 1))
		echo "VM log $scene: $name: plan $plan, status $code"
	fi
	echo "VM tap $scene: $name $good $bad $skip $(($(date +%s) - start))"
	[ "$bad" -eq 0 ] || { grep -vE '^ok ' /tmp/tap | tail -n 60; tail -n 20 /tmp/tap.err; } | sed 's/^/VM log /'
	grep -iE '# *skip' /tmp/tap | sed "s/^/VM skip $scene: $name: /"
}

box() { # GROUP WORDS EXPECTED LIMIT_MIB ACT ARGUMENT
	local expected=$3 group=$1 words=$2
	shift 3
	local seen=$(within "$group" $words "$ASSAY_BUILD/tests/vm/box_status" "$@" 2>&1)
	case $seen in
	$expected) point 0 "box $*: $seen" ;;
	*) point 1 "box $*: $seen, expected $expected" ;;
	esac
}

clean() { # WORDS: no group of ours is left
	local left=$(find "$groups" -name 'assay-*' 2>/dev/null)
	[ -z "$left" ]
	point $? "no group is left${left:+: $left}"
}

mount_2() {
	grep -q " $groups cgroup2 " /proc/mounts || mount -t cgroup2 -o nsdelegate cgroup2 "$groups"
}

make() { # GROUP...: each hands memory and pids on
	for group; do
		mkdir -p "$groups/$group"
		echo +memory +pids >"$groups/$group/cgroup.subtree_control"
	done
}

# As systemd lays them: what user 1000 has is user@1000.service and what is beneath.
lay_systemd() {
	mount_2
	[ -d "$groups/user.slice" ] && return
	make . user.slice user.slice/user-0.slice user.slice/user-1000.slice
	user=$groups/user.slice/user-1000.slice/user@1000.service
	mkdir "$groups/user.slice/user-0.slice/session-1.scope" "$groups/user.slice/user-1000.slice/session-3.scope"
	mkdir "$user"
	echo +memory +pids >"$user/cgroup.subtree_control"
	mkdir "$user/app.slice"
	echo +memory +pids >"$user/app.slice/cgroup.subtree_control"
	mkdir "$user/app.slice/term.scope" "$user/app.slice/run.scope"
	mkdir -p /run/systemd/system
	for folder in $(find "$user" -type d); do
		chown 1000:1000 "$folder" "$folder"/cgroup.procs "$folder"/cgroup.subtree_control "$folder"/cgroup.threads
	done
}
app=$groups/user.slice/user-1000.slice/user@1000.service/app.slice

occupy() { # GROUP: a process of somebody else's lives there
	sleep 3600 &
	occupant=$!
	echo $occupant >"$1/cgroup.procs"
}
vacate() {
	kill "$occupant"
	wait "$occupant" 2>/dev/null
}

attacks() { # GROUP WORDS LEVEL NAME...: some of the attacks; the emulation is slow
	local group=$1 words=$2 level=$3 name
	shift 3
	for name; do
		tap "$group" "$words" "$ASSAY_BUILD/tests/attacks/attack_$level" "$name"
	done
}

case $scene in
root)
	mount_2
	doctor - '' full 'version 2, swap is counted'
	box - '' 'memory-limit full cgroup *' 32 memory 96
	tap - '' "$ASSAY_BUILD/tests/unit/test_sandbox"
	attacks - '' full include_passwd macro_bomb fork_bomb thread_bomb read_passwd daemon_stays socket_inet
	clean
	;;
service)
	lay_systemd
	mkdir "$groups/grader.service"
	doctor "$groups/grader.service" '' full 'version 2'
	[ -z "$(cat "$groups/grader.service/cgroup.subtree_control")" ]
	point $? 'the group is as it was'
	clean
	;;
session)
	lay_systemd
	occupy "$groups/user.slice/user-0.slice/session-1.scope"
	doctor "$groups/user.slice/user-0.slice/session-1.scope" '' full 'version 2'
	vacate
	clean
	;;
parent)
	# What kills is the limit of the group above: never the candidate's fault.
	lay_systemd
	mkdir "$groups/small"
	echo 100M >"$groups/small/memory.max"
	echo 0 >"$groups/small/memory.swap.max"
	box "$groups/small" '' 'internal-error full * group above *' 256 memory 192
	box "$groups/small" '' 'memory-limit full cgroup *' 32 memory 192
	box "$groups/small" '' "exited full cgroup *" 64 exit 0
	clean
	;;
delegated)
	lay_systemd
	doctor "$app/run.scope" "$as_user" full 'version 2'
	box "$app/run.scope" "$as_user" 'memory-limit full cgroup *' 32 memory 96
	box "$app/run.scope" "$as_user" 'exited full cgroup *' 32 exit 0
	[ -z "$(cat "$app/run.scope/cgroup.subtree_control")" ]
	point $? 'the scope is as it was'
	clean
	;;
terminal)
	lay_systemd
	occupy "$app/term.scope"
	doctor "$app/term.scope" "$as_user" full 'version 2'
	tap "$app/term.scope" "$as_user" "$ASSAY_BUILD/tests/unit/test_sandbox"
	vacate
	clean
	;;
login)
	lay_systemd
	login=$groups/user.slice/user-1000.slice/session-3.scope
	occupy "$login"
	doctor "$login" "$as_user" reduced '`systemd-run --user --scope -p Delegate=yes assay ...`'
	attacks "$login" "$as_user" reduced read_passwd daemon_stays socket_inet
	vacate
	clean
	;;
container)
	# A cgroup namespace of one's own; first with a mount that is read-only.
	mount_2
	make .
	mkdir -p "$groups/container"
	rmdir /run/systemd/system 2>/dev/null
	cat >/tmp/inside <<'EOF'
umount /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup || exit 1
mount -o remount,bind,ro /sys/fs/cgroup
$ASSAY doctor >/tmp/read-only 2>&1
mount -o remount,bind,rw /sys/fs/cgroup
sleep 3600 &
$ASSAY doctor >/tmp/occupied 2>&1
cd /sys/fs/cgroup && mkdir init && xargs -rn1 <cgroup.procs >init/cgroup.procs
cd /assay
$ASSAY doctor >/tmp/remedied 2>&1
kill $!
EOF
	within "$groups/container" /usr/bin/unshare -C -m sh /tmp/inside 2>/dev/null
	grep -q '^Level: reduced' /tmp/read-only && grep -q 'writable-cgroups=true' /tmp/read-only
	point $? 'read-only: doctor says reduced, and how a container can be given them'
	grep -q '^Level: reduced' /tmp/occupied && grep -q 'mkdir init && xargs' /tmp/occupied
	point $? 'with other processes: doctor says reduced, and how they can be moved'
	grep -q '^Level: full' /tmp/remedied
	point $? 'that remedy works'
	sed 's/^/VM log /' /tmp/occupied | grep -A1 -E 'Level|cgroup-memory'
	;;
no-userns)
	mount_2
	sysctl -q -w kernel.unprivileged_userns_clone=0
	doctor - "$as_user" minimal 'sysctl -w kernel.unprivileged_userns_clone=1'
	attacks - "$as_user" minimal read_passwd daemon_stays socket_inet
	sysctl -q -w kernel.unprivileged_userns_clone=1
	sysctl -q -w user.max_user_namespaces=0
	doctor - "$as_user" minimal 'sysctl -w user.max_user_namespaces=10000'
	doctor - '' minimal 'sysctl -w user.max_user_namespaces=10000'
	sysctl -q -w user.max_user_namespaces=10000
	;;
no-landlock)
	mount_2
	doctor - "$as_user" none '`landlock` in the boot parameter `lsm='
	box - "$as_user" "error none none *isolation level*" 32 memory 8
	;;
version-1)
	mount -t tmpfs cgroups "$groups"
	for name in memory pids cpu,cpuacct; do
		mkdir "$groups/$name"
		mount -t cgroup -o "$name" cgroup "$groups/$name"
	done
	mkdir "$groups/unified"
	mount -t cgroup2 cgroup2 "$groups/unified"
	doctor - '' full 'version 1, swap is counted'
	doctor - "$as_user" reduced 'run as root'
	for name in memory pids cpu,cpuacct; do
		mkdir "$groups/$name/given"
		chown -R 1000:1000 "$groups/$name/given"
	done
	# Into the first of the three by `within`, into the others before.
	for name in pids cpu,cpuacct; do echo $$ >"$groups/$name/given/cgroup.procs"; done
	doctor "$groups/memory/given" "$as_user" full 'version 1'
	mkdir "$groups/memory/small"
	echo 100M >"$groups/memory/small/memory.limit_in_bytes"
	echo 100M >"$groups/memory/small/memory.memsw.limit_in_bytes"
	box "$groups/memory/small" '' 'internal-error full * group above *' 256 memory 192
	box "$groups/memory/small" '' 'memory-limit full cgroup *' 32 memory 192
	clean
	;;
*)
	point 1 'no such scene'
	;;
esac
