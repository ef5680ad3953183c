# The kernel's test camera fails in every way it can, one after another, while our program reads it.
. /hil/words.sh
ok='"state":"ok"'
trouble='"state":"[^o]'

# A picture that stands still: looking at one takes emulated seconds, and between two looks a fault is not seen.
camera_appears() {
    modprobe vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0
    until_true 30 test -e /dev/video0
    control osd_text_mode=2
}
control() { v4l2-ctl -d /dev/video0 -c "$1" || echo "HIL: no control $1"; }

# fails NAME CONTROL...: sets the controls and waits for trouble and for frames again.
fails() {
    name=$1 before_trouble=$(how_often "$trouble" /run/events) before_ok=$(how_often "$ok" /run/events)
    shift
    for each in "$@"; do control "$each"; done
    until_true 100 more_than "$before_trouble" "$trouble" /run/events && mark "$name: noticed"
    [ "$name" != dropped ] || control percentage_of_dropped_buffers=0
    [ "$name" != disconnect ] || { until_true 20 modprobe -r vivid; camera_appears; }
    until_true 200 more_than "$before_ok" "$ok" /run/events && mark "$name: resumed"
}

# passes NAME CONTROL...: what a camera does on a bad cable; it must not be taken for a lost one.
passes() {
    name=$1 before=$(how_often "$trouble" /run/events)
    shift
    for each in "$@"; do control "$each"; usleep 1000000; done
    usleep 4000000
    more_than "$before" "$trouble" /run/events || mark "$name: endured"
}

camera_appears
v4l2-ctl -d /dev/video0 -L | grep -iE 'inject|dropped|disconnect' | sed 's/^/CONTROL /'
plumbline run --json --state /run/plumbline --set camera.source=auto --set camera.freeze_s=2 \
    --set camera.width=320 --set camera.height=240 --set camera.fps=2 >/run/events 2>/run/log &
daemon=$!
until_true 60 grep -q 'baseline' /run/log
usleep 5000000

passes 'damaged buffers' inject_v4l2_buf_flag_error=1 inject_v4l2_buf_flag_error=1 inject_v4l2_buf_flag_error=1
passes 'half of the buffers dropped' percentage_of_dropped_buffers=50
control percentage_of_dropped_buffers=0
fails dropped percentage_of_dropped_buffers=100
fails 'queue error' inject_vidioc_qbuf_error=1
fails 'fatal error' inject_fatal_streaming_error=1
fails 'fatal error, then no buffers' inject_vidioc_reqbufs_error=1 inject_fatal_streaming_error=1
fails 'fatal error, then no start' inject_vidioc_streamon_error=1 inject_fatal_streaming_error=1
fails disconnect disconnect=1
stop "$daemon"
show
