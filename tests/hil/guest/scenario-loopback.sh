# A camera that another program plays (v4l2loopback): our clip comes through; its writer goes away and comes back.
. /hil/words.sh
ok='"state":"ok"' trouble='"state":"[^o]'

play() { /hil/feeder /dev/video0 /hil/clip.mjpg 640 480 15 & writer=$!; }
is_camera() { v4l2-ctl -d /dev/video0 -D | grep -A 20 'Device Caps' | grep -q 'Video Capture'; }

modprobe v4l2loopback exclusive_caps=1
until_true 10 test -e /dev/video0
is_camera || mark "without a writer it is no camera"
play
until_true 10 is_camera
v4l2-ctl -d /dev/video0 --stream-mmap --stream-count=20 --stream-to=/tmp/raw.mjpg >/dev/null 2>&1
echo "HIL: captured $(md5sum </tmp/raw.mjpg | cut -d' ' -f1)"

plumbline run --json --state /run/plumbline --set camera.source=/dev/video0 --set camera.freeze_s=2 \
    --set camera.fps=1 >/run/events 2>/run/log &
daemon=$!
until_true 100 grep -q '"sitting"' /run/events && mark "somebody sits"

before=$(how_often "$trouble" /run/events)
kill $writer
until_true 100 more_than "$before" "$trouble" /run/events && mark "the writer's end was noticed"
usleep 3000000
before=$(how_often "$ok" /run/events)
play
until_true 100 more_than "$before" "$ok" /run/events && mark "frames come again"
stop "$daemon"
kill $writer
show
