# Fifty times the camera is pulled out and put back. After each, what our program holds is noted.
. /hil/words.sh
cycles=50

# Somebody who sits still: found at the first look. An empty room is searched everywhere after each plugging, which takes
# ten times as long.
plug_in() { /hil/webcam /hil/seat.mjpg 320 240 5 & webcam=$!; }
pull_out() { kill "$webcam"; wait "$webcam"; }

note() {
    echo "HELD $1 $(ls /proc/$daemon/fd | wc -l) $(ls /proc/$daemon/task | wc -l)" \
        "$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' /proc/$daemon/status)"
}

modprobe vhci-hcd
modprobe uvcvideo
plug_in
until_true 30 test -e /dev/video0
plumbline run --json --state /run/plumbline --set camera.source=auto --set camera.fps=1 \
    >/run/events 2>/run/log &
daemon=$!
ok='"state":"ok"' trouble='"state":"[^o]'
until_true 60 grep -q 'baseline' /run/log
usleep 5000000

cycle=0
while [ $cycle -lt $cycles ]; do
    cycle=$((cycle + 1))
    lost=$(how_often "$trouble" /run/events)
    pull_out
    until_true 100 more_than "$lost" "$trouble" /run/events || break
    back=$(how_often "$ok" /run/events)
    plug_in
    until_true 200 more_than "$back" "$ok" /run/events || break
    note $cycle
done
mark "plugged $cycle times"
stop "$daemon"
tail -n 20 /run/log | sed 's/^/LOG /'
