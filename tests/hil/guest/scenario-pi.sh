# Our program on a Pi: frames from a USB camera reach the measurement, the buzzer sounds, the camera is pulled
# out, put back and frozen, and a stop is clean. Nothing is judged here; lines with HIL: are for the judge.
. /hil/words.sh

plug_in() { /hil/webcam /hil/calm.mjpg 640 480 15 & webcam=$!; }
pull_out() { kill "$webcam"; wait "$webcam"; }
events() { grep -c "\"$1\"" /run/events; }
more_events() { [ "$(events "$1")" -gt "$2" ]; }

mosquitto -p 1883 -d >/dev/null 2>&1
modprobe vhci-hcd
modprobe uvcvideo
plug_in
until_true 10 test -e /dev/video0
mark "camera plugged in"

v4l2-ctl -d /dev/video0 --set-fmt-video=width=640,height=480,pixelformat=MJPG \
    --stream-mmap --stream-count=20 --stream-to=/tmp/raw.mjpg >/dev/null 2>&1
echo "HIL: captured $(md5sum </tmp/raw.mjpg | cut -d' ' -f1)"

mosquitto_sub -t 'plumbline/#' -F 'MQTT %t %p' >/run/mqtt &
plumbline run --json --state /run/plumbline --set camera.source=auto --set camera.freeze_s=2 \
    --set gpio.buzzer=GPIO18 --set mqtt.host=127.0.0.1 \
    --set alerts.dwell_s=5 --set thresholds.screen_distance_min_cm=90 >/run/events 2>/run/log &
daemon=$!
until_true 60 more_events too_close 0
mark "sitting too close was said"

before=$(events camera)
pull_out
mark "unplugged"
until_true 10 more_events camera "$before"
mark "unplugging was noticed"

before=$(grep -c '"state":"ok"' /run/events)
plug_in
until_true 10 test -e /dev/video0
mark "plugged in again"
until_true 20 sh -c "[ \$(grep -c '\"state\":\"ok\"' /run/events) -gt $before ]"
mark "resumed"

kill -USR1 "$webcam"
mark "frozen"
until_true 20 grep -q '"state":"frozen"' /run/events
mark "freezing was noticed"
kill -USR1 "$webcam"

kill -TERM "$daemon"
mark "asked to stop"
wait "$daemon"
echo "HIL: daemon exit $?"
mark "stopped"
sed 's/^/EVENT /' /run/events
sed 's/^/LOG /' /run/log
grep -E 'status|availability' /run/mqtt | cut -c1-160
