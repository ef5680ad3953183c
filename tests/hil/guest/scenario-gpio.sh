# Our program on a simulated GPIO chip: the tunes of the buzzer and the light of the LED on their lines, a button
# pressed by its pull, a line that somebody else holds, and a chip that goes away and comes back.
. /hil/words.sh
. /hil/chip.sh

heard() { until_true 10 more_than "$1" 'gpio: button: ' /run/log; usleep 1000000; }

chip_appears first
button_up
gpioset -c "$(cat "$chip/bank0/chip_name")" 23=0 & other=$!
usleep 500000

plumbline run --json --state /run/plumbline --set camera.source=file:/hil/still --set camera.loop=true \
    --set camera.fps=1 --set gpio.buzzer=GPIO18 --set gpio.led=GPIO23 --set gpio.button=GPIO24 \
    --set alerts.dwell_s=5 \
    --set thresholds.screen_distance_min_cm=90 >/run/events 2>/run/log &
daemon=$!
until_true 60 grep -q '"too_close"' /run/events
usleep 2000000
mark "sitting too close was said"
kill $other
until_true 30 grep -q 'LED on GPIO23 is there' /run/log
mark "the line is free"

usleep 5000000 # the warning blinks
press 150000; heard 0
press 100000; usleep 150000; press 100000; heard 1

echo 0 >"$chip/live"
until_true 10 grep -q 'button on GPIO24: .*trying again' /run/log
mark "chip is gone"
usleep 3000000
chip_appears second
button_up
until_true 30 more_than 1 'button on GPIO24 is there' /run/log
mark "chip is back"
press 150000; heard 2
press 2000000; heard 3
stop "$daemon"
usleep 200000
kill $watch_buzzer $watch_led
show
