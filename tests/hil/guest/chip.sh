# A simulated GPIO chip with the Pi's names on three of its lines, and what happens on them.
chip=/sys/kernel/config/gpio-sim/pi
modprobe configfs
modprobe gpio-sim
mount -t configfs none /sys/kernel/config 2>/dev/null
mkdir "$chip" "$chip/bank0"
echo 54 >"$chip/bank0/num_lines"
echo pinctrl-bcm2711 >"$chip/bank0/label"
for number in 18 23 24; do
    mkdir "$chip/bank0/line$number"
    echo GPIO$number >"$chip/bank0/line$number/name"
done

# chip_appears NAME: with it, its buzzer and its LED are watched, as NAME-buzzer and NAME-led.
chip_appears() {
    echo 1 >"$chip/live"
    lines=/sys/devices/platform/$(cat "$chip/dev_name")/$(cat "$chip/bank0/chip_name")
    /hil/line-watch "$1-buzzer" "$lines/sim_gpio18/value" & watch_buzzer=$!
    /hil/line-watch "$1-led" "$lines/sim_gpio23/value" & watch_led=$!
}
button_down() { echo pull-down >"$lines/sim_gpio24/pull"; }
button_up() { echo pull-up >"$lines/sim_gpio24/pull"; }
press() { button_down; usleep "$1"; button_up; }
