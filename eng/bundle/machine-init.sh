#!/usr/bin/env bash
# Becomes the first process of a machine: gives the namespaces it is started in a system of their own, and lets systemd go on. Arguments: the machine's
# folder, its name, the root of a Debian, and folders that are not to be seen in it.
#
# Of that Debian the machine sees a layer that is only read: what it writes lies in memory, /opt and /home in its folder. Nothing that
# was added to Debian is there (/usr/local, the SDK, the checkout), bubblewrap and the slide library are not either, and no service that is not Debian's.
set -euo pipefail
folder=$1 name=$2 system=$3
shift 3
tree=$folder/tree

mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$folder/memory"
mkdir "$folder"/memory/{above,work}
mount -t overlay -o "lowerdir=$system,upperdir=$folder/memory/above,workdir=$folder/memory/work" overlay "$tree"
mount -t proc proc "$tree/proc"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$tree/sys"
mount -t cgroup2 cgroup2 "$tree/sys/fs/cgroup"
mount -t tmpfs -o mode=755,nosuid tmpfs "$tree/dev"
for device in null zero full random urandom tty; do
  touch "$tree/dev/$device"
  mount --bind "/dev/$device" "$tree/dev/$device"
done
mkdir "$tree"/dev/{pts,shm}
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$tree/dev/pts"
ln -s pts/ptmx "$tree/dev/ptmx"
ln -s /proc/self/fd "$tree/dev/fd"
mount -t tmpfs -o mode=1777 tmpfs "$tree/dev/shm"
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs "$tree/run"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$tree/tmp"
for hidden in /root /srv /mnt /media /usr/local /var/tmp /var/backups "$@"; do
  [[ ! -d $tree$hidden ]] || mount -t tmpfs -o mode=755 tmpfs "$tree$hidden"
done
mkdir "$tree"/usr/local/bin
for own in opt home; do mount --bind "$folder/$own" "$tree/$own"; done

rm -f -- "$tree"/usr/bin/{bwrap,dotnet} "$tree"/usr/lib/x86_64-linux-gnu/lib{openslide,cairo,gdk_pixbuf,openjp2,tiff,X11,gio}[-.0-9]*
rm -rf -- "$tree"/etc/systemd/system "$tree/var/lib/lamella" "$tree"/etc/{machine-id,fstab}
mkdir "$tree/etc/systemd/system"
# What would change the kernel that all machines here share.
kernel=(
  systemd-{sysctl,udevd,udev-trigger,udev-settle,modules-load,binfmt,random-seed,remount-fs,timesyncd,networkd,hwdb-update,firstboot,pstore}.service
  kmod-static-nodes.service systemd-udevd-{control,kernel}.socket proc-sys-fs-binfmt_misc.automount
  dev-{hugepages,mqueue}.mount sys-{kernel-config,kernel-debug,kernel-tracing,fs-fuse-connections}.mount getty.target
)
for unit in "${kernel[@]}"; do ln -s /dev/null "$tree/etc/systemd/system/$unit"; done
touch "$tree/etc/machine-id"
printf '%s\n' "$name" >"$tree/etc/hostname"
printf '%s\n' '127.0.0.1 localhost' "127.0.1.1 $name" "$(cat "$folder/hosts")" >"$tree/etc/hosts"
sed -i '/^lamella:/d; /^admin:/d' "$tree"/etc/{passwd,shadow,group,gshadow}
chroot "$tree" useradd --create-home --shell /bin/bash admin
cp -r -- "$folder/given/." "$tree/home/admin/"
chroot "$tree" sh -c "chown -R admin:admin ~admin"
hostname "$name"
ip link set lo up

mkdir "$tree/run/below"
cd -- "$tree"
pivot_root . run/below
cd /
umount -l /run/below
rmdir /run/below
# As on a machine of iron: what is mounted is seen by services, too.
mount --make-rshared /
# Cores are allowed, so that it is a unit that forbids them. The clock and the kernel's modules are not this machine's.
ulimit -c unlimited
exec env -i container=lamella PATH=/usr/sbin:/usr/bin:/sbin:/bin setpriv --bounding-set=-sys_time,-sys_module \
  /lib/systemd/systemd --unit=basic.target --log-target=journal --show-status=no </dev/null >/dev/null 2>&1
