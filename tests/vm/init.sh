#!/bin/sh
# Process 1 of the virtual machine: puts the root where pivot_root(2) can be made (it cannot be left
# from an initramfs), runs the scenes that the kernel's command line names, and turns off.
export PATH=/usr/bin:/bin
if [ ! -e /proc/self ]; then
	mount -t proc proc /proc
	mount -t tmpfs -o size=80%,mode=755 root /new
	for name in bin dev etc home init lib lib64 run sys tmp proc usr assay; do
		[ "$name" = proc ] || cp -a "/$name" /new/
	done
	mkdir /new/proc
	umount /proc
	mount -t devtmpfs dev /new/dev
	mount -t proc proc /new/proc
	exec switch_root /new /init
fi
mount -t sysfs sys /sys
mkdir -p /dev/shm
mount -t tmpfs -o mode=1777 shm /dev/shm
mount -t tmpfs -o mode=1777 tmp /tmp
ip link set lo up
chown 1000:1000 /home/user
exec </dev/null
scenes=$(sed -n 's/.*assay_scenes=\([^ ]*\).*/\1/p' /proc/cmdline)
cd /assay || poweroff -f
for scene in $(echo "$scenes" | tr , ' '); do
	tests/vm/scenes.sh "$scene"
done
echo "VM END"
poweroff -f
