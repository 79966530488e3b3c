#!/usr/bin/env bash
# Runs the sandbox's tests on Debian's own kernel (6.1, control groups of version 2) in virtual machines
# under software emulation, and ends with one line: N passed, N failed, N skipped.
#
#   tests/vm/run.sh BUILD [SCENE...]     all scenes by default (README.md)
#
# Ends by itself, after ten minutes at the latest. Needs apt; the virtual machines have no network.
set -eu
build=$(realpath "$1")
shift
cd "$(dirname "$0")/../.."
folder=$build/vm
mkdir -p "$folder"
limit=${ASSAY_VM_SECONDS:-600}

# Each line: a name, the kernel's parameters, the scenes.
machines='two||service,session,parent,delegated,terminal,container,root
user||login,no-userns
lsm|lsm=lockdown,yama|no-landlock
one||version-1'

missing=
for package in qemu-system-x86 cpio; do
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
		missing="$missing $package"
done
if [ -n "$missing" ]; then
	echo "These Debian packages are missing and will be installed:$missing"
	sudo=
	[ "$(id -u)" -eq 0 ] || sudo=sudo
	$sudo apt-get update -qq
	# shellcheck disable=SC2086 # words are wanted
	DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >"$folder/install.log" 2>&1 ||
		{ cat "$folder/install.log" >&2; exit 4; }
fi

fetch() { # PACKAGE PATTERN FILE: the one file that is wanted; the package is not installed
	[ -f "$folder/$3" ] && return
	echo "Downloading $1, which is not installed."
	(
		cd "$folder"
		rm -f ./"$1"_*.deb
		apt-get download -qq "$1" 2>/dev/null || { apt-get update -qq && apt-get download -qq "$1"; }
		dpkg-deb --fsys-tarfile ./"$1"_*.deb | tar -xO --wildcards "$2" >"$3.part"
		rm -f ./"$1"_*.deb
		mv "$3.part" "$3"
	)
}
kernel=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -n 1)
[ -n "$kernel" ] || { echo "run.sh: apt knows no linux-image-cloud-amd64" >&2; exit 4; }
image=$folder/$kernel
fetch "$kernel" './boot/vmlinuz-*' "$kernel"
fetch busybox-static ./bin/busybox busybox
chmod +x "$folder/busybox"
tests/vm/root.sh "$build" "$folder"

boot() { # NAME PARAMETERS SCENES: its console is FOLDER/NAME.log
	local start=$SECONDS
	timeout "$limit" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 1536 \
		-nodefaults -no-user-config -display none -monitor none -nic none -serial stdio -no-reboot \
		-kernel "$image" -initrd "$folder/root.cpio" \
		-append "console=ttyS0 quiet panic=-1 oops=panic $2 assay_scenes=$3" \
		</dev/null >"$folder/$1.log" 2>&1 || echo "VM log qemu ended with $?" >>"$folder/$1.log"
	echo "machine $1: $((SECONDS - start)) s"
}

rm -f "$folder"/*.log
pids=
trap 'kill $pids 2>/dev/null || true' EXIT
if [ $# -gt 0 ]; then
	scenes=$(IFS=,; echo "$*")
	machines="chosen|${ASSAY_VM_PARAMETERS:-}|$scenes"
fi
while IFS='|' read -r name parameters scenes; do
	boot "$name" "$parameters" "$scenes" &
	pids="$pids $!"
	[ "$(jobs -pr | wc -l)" -lt 2 ] || wait -n
done <<<"$machines"
wait
pids=

passed=0 failed=0 skipped=0
while IFS='|' read -r name parameters scenes; do
	log=$folder/$name.log
	tr -d '\r' <"$log" >"$log.text"
	if ! grep -q '^VM END' "$log.text"; then
		echo "FAILED machine $name: it did not come to its end"
		tail -n 20 "$log.text"
		failed=$((failed + 1))
	fi
	grep -E '^VM (ok|not ok|log|skip) ' "$log.text" | sed 's/^VM //' || true
	while read -r _ _ scene program good bad skip seconds; do
		printf '%-14s %-24s %4d passed %3d failed %3d skipped %4d s\n' "$scene" "$program" "$good" "$bad" "$skip" "$seconds"
		passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skip))
	done < <(grep '^VM tap ' "$log.text" || true)
	passed=$((passed + $(grep -c '^VM ok ' "$log.text" || true)))
	failed=$((failed + $(grep -c '^VM not ok ' "$log.text" || true)))
done <<<"$machines"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
