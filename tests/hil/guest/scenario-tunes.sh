# Tunes of several beeps on a simulated line: somebody upright, from whom a baseline is taken by a long press of the
# button, then the same person with the head far forward: the strong alert, and after it the exercise that comes with it.
. /hil/words.sh
. /hil/chip.sh

watch_picture() {
    plumbline run --json --state /run/plumbline --set camera.source=file:"$1" --set camera.loop=true \
        --set camera.fps=1 --set gpio.buzzer=GPIO18 --set gpio.button=GPIO24 \
        --set alerts.dwell_s=5 --set thresholds.forward_head_strong_cm=4 >>/run/events 2>>/run/log &
    daemon=$!
}

chip_appears tunes
button_up
watch_picture /hil/stills/05.jpg
until_true 60 grep -q '"sitting"' /run/events
press 2000000
until_true 60 grep -q 'baseline: learned' /run/log
mark "upright is known"
stop "$daemon"

watch_picture /hil/stills/11.jpg
until_true 60 grep -q '"exercise"' /run/events
mark "an exercise was said"
usleep 3000000
stop "$daemon"
usleep 200000
kill $watch_buzzer $watch_led
show
