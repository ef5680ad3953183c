# Part of prepare: what the second tier's scenarios need besides.
tree=$(kernel_tree "$kernel")
[ -e "$tree/v4l2loopback.ko" ] || { step 'building the modules that Debian has as source'; "$here/modules" "$tree" "$kernel" "$qemu"; }
camera=$(unpacked camera "$suite" arm64 udev,libcamera-ipa)

$triplet-gcc -O2 -Wall -Wextra -Werror -static -o "$build/line-watch" "$here/line-watch.c"
$triplet-gcc -O2 -Wall -Wextra -Werror -static -o "$build/feeder" "$here/feeder.c" "$here/webcam/clip.c"
[ -e "$out/seat.mjpg" ] || ffmpeg -loglevel error -y -loop 1 -i "$out/stills/01.jpg" -vf scale=320:240 -r 5 \
    -frames:v 25 -c:v mjpeg -pix_fmt yuvj422p -q:v 5 -f mjpeg "$out/seat.mjpg"

for module in vivid configfs; do set -- "$@" --module $module; done
for module in gpio-sim vimc v4l2loopback; do set -- "$@" --built "$tree/$module.ko"; done
set -- "$@" --root "$camera" --program /usr/bin/udevadm --file "/hil/seat.mjpg=$out/seat.mjpg" \
    --file "/hil/line-watch=$build/line-watch" --file "/hil/feeder=$build/feeder" \
    --file "/hil/still/01.jpg=$out/stills/01.jpg" \
    --file "/hil/plumbline-libcamera.so=$build/plumbline-libcamera.so" \
    --file "/usr/share/libcamera=$camera/usr/share/libcamera"
for file in ipa_vimc.so ipa_vimc.so.sign; do set -- "$@" --program "/usr/lib/$triplet/libcamera/$file"; done
number=0
for still in "$out"/stills/*.jpg; do # the virtual camera wants them from 0.jpg on
    set -- "$@" --file "/hil/frames/$number.jpg=$still"
    number=$((number + 1))
done
