# Part of prepare, for the second tier: an emulated PC with this Debian's own kernel, in which the program as built for
# this machine runs with this machine's libraries.
codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
pc=$(unpacked pc "$codename" amd64 busybox-static,kmod,v4l-utils,mosquitto,mosquitto-clients,linux-image-amd64)
pc_kernel=$(basename "$pc"/usr/lib/modules/*)
ln -sfn "$(unpacked qemu-pc "$suite" amd64 qemu-system-x86)" "$out/qemu-pc"
cp "$pc/boot/vmlinuz-$pc_kernel" "$out/bzImage"
gcc -O2 -Wall -Wextra -Werror -static -o "$out/webcam-pc" "$here"/webcam/*.c

step 'packing the PC'
set -- --triplet x86_64-linux-gnu --guest "$pc" --root / --kernel "$pc_kernel" --module uvcvideo --module vhci-hcd
for program in /usr/bin/kmod /usr/bin/v4l2-ctl /usr/sbin/mosquitto /usr/bin/mosquitto_sub; do set -- "$@" --program $program; done
python3 "$here/initramfs.py" "$out/pc.cpio" "$@" --program /usr/bin/busybox \
    --file "/usr/bin/plumbline=$source/build/release/plumbline" --file "/hil/webcam=$out/webcam-pc" \
    --file "/hil/calm.mjpg=$out/calm.mjpg" --file "/usr/share/plumbline/models=$models" \
    --file "/init=$here/guest/init" --file "/hil=$here/guest"
