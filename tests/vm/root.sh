#!/usr/bin/env bash
# Makes the root of the virtual machine as a cpio archive: busybox, the built program, the test
# programs, the compiler, and the libraries that they need, from this machine.
#
#   tests/vm/root.sh BUILD FOLDER     FOLDER/busybox is there already; makes FOLDER/root.cpio
set -eu
build=$(realpath "$1")
folder=$(realpath "$2")
cd "$(dirname "$0")/../.."
root=$folder/root
rm -rf "$root"
mkdir -p "$root"/{bin,dev,proc,sys,tmp,run,etc,home/user,usr/bin,usr/lib,assay/build,new}
ln -s usr/lib "$root/lib"
ln -s usr/lib64 "$root/lib64"
mkdir -p "$root/usr/lib64"
chmod 1777 "$root/tmp"
printf 'root:x:0:0::/:/bin/sh\nuser:x:1000:1000::/home/user:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\nuser:x:1000:\n' >"$root/etc/group"

put() { # FILE...: with its libraries, at the same path; /bin and /lib lie in /usr
	local file library place
	for file; do
		[ -e "$file" ] || continue
		place=$root$(sed -E 's,^/(bin|sbin|lib|lib64)/,/usr/\1/,' <<<"$file")
		mkdir -p "$(dirname "$place")"
		[ -e "$place" ] || cp -L "$file" "$place"
		ldd "$file" 2>/dev/null | grep -oE '/[^ ]+' | while read -r library; do
			place=$root$(sed -E 's,^/(bin|sbin|lib|lib64)/,/usr/\1/,' <<<"$library")
			mkdir -p "$(dirname "$place")"
			[ -e "$place" ] || cp -L "$library" "$place"
		done
	done
}

cp "$folder/busybox" "$root/bin/busybox"
"$folder/busybox" --list | grep -vx busybox | while read -r name; do ln -s busybox "$root/bin/$name"; done
put /usr/bin/setpriv /usr/bin/unshare

# The compiler: what one C file needs, and no other language.
for name in gcc as ld ld.bfd ld.gold; do
	put "$(command -v "$name")"
done
gcc=$(dirname "$(gcc -print-libgcc-file-name)")
put "$gcc"/{cc1,collect2,lto-wrapper,liblto_plugin.so}
mkdir -p "$root$gcc"
cp -r "$gcc/include" "$root$gcc/"
cp "$gcc"/{crt*.o,libgcc.a,libgcc_eh.a} "$root$gcc/"
libc=$(dirname "$(realpath "$(gcc -print-file-name=libc.a)")")
mkdir -p "$root$libc"
cp "$libc"/{crt1.o,crti.o,crtn.o,gcrt1.o,rcrt1.o,Scrt1.o,libc.a,libm.a,libm-2.36.a,libmvec.a} "$root$libc/" 2>/dev/null || true
cp "$libc"/{libpthread.a,libdl.a,librt.a,libc_nonshared.a,libc.so} "$root$libc/" 2>/dev/null || true
mkdir -p "$root/usr/include/$(basename "$libc")"
for name in asm bits gnu sys; do cp -r "/usr/include/$(basename "$libc")/$name" "$root/usr/include/$(basename "$libc")/"; done
cp -r /usr/include/{linux,asm-generic} /usr/include/*.h "$root/usr/include/"

# What is tested, and what the tests read. Debugging information stays here.
put_built() { # FILE...: below BUILD
	local file
	for file; do
		put_at=$root/assay/build/$file
		mkdir -p "$(dirname "$put_at")"
		strip -o "$put_at" "$build/$file"
		ldd "$build/$file" 2>/dev/null | grep -oE '/[^ ]+' | while read -r library; do put "$library"; done
	done
}
put_built assay tests/vm/box_status
for file in "$build"/tests/unit/test_sandbox* "$build"/tests/unit/test_weaken "$build"/tests/attacks/attack_* \
	"$build"/tests/attacks/bin/* "$build"/tests/programs/*; do
	if [ -x "$file" ] && [ -f "$file" ]; then put_built "${file#"$build"/}"; fi
done
mkdir -p "$root/assay/tests"
cp -r tests/attacks tests/vm "$root/assay/tests/"
cp tests/vm/init.sh "$root/init"
chmod +x "$root/init" "$root"/assay/tests/vm/*.sh
chmod -R go+rX "$root"

(cd "$root" && find . | cpio --quiet -o -H newc -R 0:0) >"$folder/root.cpio"
rm -rf "$root"
