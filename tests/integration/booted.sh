#!/bin/sh
# booted.sh SOURCE_DIR BUILD_DIR: the README's installation on a booted systemd: a copy of this machine's files in namespaces of
# its own, thrown away afterwards. Needs root, systemd and an overlay; what this machine does not allow is a skip.
set -eu
source=$1 build=$2
here=$(cd "$(dirname "$0")" && pwd)
skip() { echo "skipped: $*"; exit 77; }

[ "$(id -u)" = 0 ] || skip 'only root may boot a systemd of its own'
[ -x /lib/systemd/systemd ] || skip 'systemd is not installed'
[ -d "${PL_MODELS:=$HOME/.cache/plumbline/models}" ] || skip 'the models are not there (models/fetch)'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/booted_try.sh" "$work/try.sh"
export source build work PL_MODELS

# What this machine's namespaces cannot do shows before systemd is started.
cat >"$work/boot.sh" <<'TEXT'
set -eu
mount --make-rprivate /
mkdir "$work/memory" && mount -t tmpfs memory "$work/memory"
cd "$work/memory" && mkdir upper scratch root
mount -t overlay all -o lowerdir=/,upperdir=upper,workdir=scratch root
mount -t proc proc root/proc
mount -t sysfs sys root/sys
mount -t cgroup2 none root/sys/fs/cgroup
mount -t tmpfs -o mode=755 dev root/dev
for name in null zero full random urandom tty; do
    touch "root/dev/$name" && mount --bind "/dev/$name" "root/dev/$name"
done
mkdir root/dev/shm root/out && ln -s /proc/self/fd root/dev/fd
mount -t tmpfs shm root/dev/shm
mount -t tmpfs -o mode=755 run root/run
mount --bind "$work" root/out
echo 0123456789abcdef0123456789abcdef >root/etc/machine-id
units=root/etc/systemd/system
for name in systemd-udevd systemd-udev-trigger systemd-modules-load systemd-sysctl systemd-remount-fs; do
    ln -sf /dev/null "$units/$name.service"
done
cat >"$units/try.service" <<UNIT
[Service]
Type=oneshot
Environment=PATH=/usr/local/bin:/usr/sbin:/usr/bin HOME=/root SOURCE=$source BUILD=$build MODELS=$PL_MODELS
ExecStart=/bin/sh /out/try.sh
StandardOutput=append:/out/said
StandardError=append:/out/said
ExecStopPost=/bin/systemctl poweroff --force --force
UNIT
printf '[Unit]\nRequires=sysinit.target try.service\nWants=dbus.service\n' >"$units/try.target"
ln -sf try.target "$units/default.target"
touch "$work/booting"
container=test exec chroot root /lib/systemd/systemd --show-status=no
TEXT
timeout 150 unshare --mount --pid --uts --ipc --cgroup --fork --kill-child sh "$work/boot.sh" >"$work/console" 2>&1 || true
[ -e "$work/booting" ] || skip "no machine can be made here: $(tail -n 1 "$work/console")"
cat "$work/said" 2>/dev/null || { tail -n 20 "$work/console"; echo 'not ok - systemd has not come up'; exit 1; }
grep -q '^done$' "$work/said" || { echo 'not ok - it stopped on the way'; exit 1; }
! grep -q '^not ok' "$work/said"
