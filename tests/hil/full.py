#!/usr/bin/env python3
"""The second tier: our program on an emulated arm64 machine (QEMU virt) with simulated GPIO lines, test cameras of the
kernel and of libcamera, a camera that another program plays, and a webcam that is pulled out fifty times; and the
program as built for this machine on an emulated PC."""
import argparse
import json
import sys

from judge import captured_in_order, flipped, judge_camera, moment, pictures
from machine import COUNTING, PC, VIRT, Machine

CYCLES = 50
WARM = 10          # cycles until everything has been asked for once
RSS_SLACK_KB = 256  # pages that come and go; a leak of a picture a cycle is seventy times that
LINE_ERROR_MS = 20
PAUSE_MS = 400     # longer than any pause within a tune, shorter than that between two
GAP_MS = 600       # between an alert and the exercise that comes with it

# alerts/buzzer_pattern.c: on, off, on... in milliseconds.
SOFT, NOTED = [80], [20]
STRONG, EXERCISE = [150] * 5, [40, 100, 40, 100, 40, 100, 40]
WARNING_MS = 500  # of the LED, on and off


def logged(machine, *words):
    return any(all(w in line for w in words) for _, line in machine.said("LOG "))


def events(machine):
    return [json.loads(line.removeprefix("EVENT "))["event"] for _, line in machine.said("EVENT {")]


def said_in_order(machine, *whats):
    at = [moment(machine, what) for what in whats]
    return None not in at and at == sorted(at)


# --- plugging ---------------------------------------------------------------------------------------


def held(machine):
    """(cycle, descriptors, threads, resident kB) after each cycle."""
    return [tuple(map(int, line.split()[1:])) for _, line in machine.said("HELD ")]


def is_flat(rows, column, slack):
    values = [row[column] for row in rows]
    early, late = values[WARM:WARM + 10], values[-10:]
    return len(rows) == CYCLES and max(late) <= max(early) + slack


def leaking(rows, column, step):
    """The negative control: the same rows with a little more at every cycle."""
    return [tuple(v + (step * row[0] if i == column else 0) for i, v in enumerate(row)) for row in rows]


def judge_plug(machine):
    rows = held(machine)
    columns = (("descriptors", 1, 0, 1), ("threads", 2, 0, 1), ("memory", 3, RSS_SLACK_KB, 32))
    checks = [(f"the camera comes back {CYCLES} times of {CYCLES}", len(rows) == CYCLES)]
    for name, column, slack, step in columns:
        checks.append((f"no growth of {name}", is_flat(rows, column, slack)))
        checks.append((f"a leak of {name} would be found", not is_flat(leaking(rows, column, step), column, slack)))
    checks.append(("it stops cleanly", bool(machine.said("HIL: daemon exit 0"))))
    for row in rows[:1] + rows[WARM:WARM + 1] + rows[-1:]:
        print("# cycle %d: %d descriptors, %d threads, %d kB resident" % row)
    return checks


# --- GPIO -------------------------------------------------------------------------------------------


def changes(machine, name):
    """[(milliseconds, level)] of a line."""
    found = [line.split() for _, line in machine.said(f"LINE {name} ")]
    return [(int(ms), level == "1") for _, _, ms, level in found]


def bursts(machine, name):
    """What the buzzer played: for each tune the lengths of on, off, on..."""
    result, last = [], None
    for ms, level in changes(machine, name):
        if level and (last is None or ms - last > PAUSE_MS):
            result.append([])
        elif result:
            result[-1].append(ms - last)
        last = ms
    return result


def is_tune(burst, tune):
    return len(burst) == len(tune) and all(abs(a - b) <= LINE_ERROR_MS for a, b in zip(burst, tune))


def plays(heard, tunes):
    return len(heard) == len(tunes) and all(is_tune(b, t) for b, t in zip(heard, tunes))


def blinks(led):
    """Six halves in a row as they should be: the warning was on for a while."""
    lengths = [b[0] - a[0] for a, b in zip(led, led[1:])]
    good = [abs(length - WARNING_MS) <= LINE_ERROR_MS for length in lengths]
    return any(all(good[i:i + 6]) for i in range(len(good) - 5))


def judge_gpio(machine):
    first, second = bursts(machine, "first-buzzer"), bursts(machine, "second-buzzer")
    expected = [SOFT, EXERCISE, NOTED, NOTED]  # the exercise comes with the alert
    orders = [line.rsplit(": ", 1)[1] for _, line in machine.said("LOG ") if "gpio: button: " in line]
    led = changes(machine, "first-led")
    print(f"# buzzer, ms: {first}, and after the chip came back: {second}")
    return [
        ("sitting too close is said", "too_close" in events(machine)),
        (f"the tunes are on the line within {LINE_ERROR_MS} ms", plays(first, expected)),
        (f"a beep that is {LINE_ERROR_MS + 5} ms too long would be found",
         not plays([[length + LINE_ERROR_MS + 5 for length in burst] for burst in first], expected)),
        (f"the LED blinks {WARNING_MS} ms on and {WARNING_MS} ms off", blinks(led)),
        ("short, double and long presses are a snooze, a break and a new baseline",
         orders == ["snooze", "break taken", "snooze", "refresh baseline"]),
        ("a line that somebody else holds is said", logged(machine, "LED on GPIO23", "trying again")),
        ("it is taken when it is free, and lights up", logged(machine, "LED on GPIO23 is there") and
         moment(machine, "the line is free") is not None and any(level for _, level in led)),
        ("a chip that goes away is noticed", logged(machine, "button on GPIO24", "does not answer")),
        ("when it is back the button is heard and the buzzer answers", len(orders) == 4
         and plays(second, [NOTED, NOTED])),
        ("it stops cleanly", bool(machine.said("HIL: daemon exit 0"))),
    ]


def gaps(machine, name):
    """The silences between tunes."""
    return [b[0] - a[0] for a, b in zip(changes(machine, name), changes(machine, name)[1:]) if b[1] and b[0] - a[0] > PAUSE_MS]


def one_beep_longer(bursts_heard, ms):
    """The negative control: the last beep of the longest tune."""
    longest = max(bursts_heard, key=len, default=[])
    return [burst[:-1] + [burst[-1] + ms] if burst is longest else burst for burst in bursts_heard]


def judge_tunes(machine):
    heard, expected = bursts(machine, "tunes-buzzer"), [NOTED, STRONG, EXERCISE]
    between = gaps(machine, "tunes-buzzer")
    print(f"# buzzer, ms: {heard}; silences between tunes: {between}")
    return [
        ("a strong alert and its exercise are said", "posture_alert" in events(machine) and "exercise" in events(machine)),
        (f"both tunes are on the line, one after the other, each beep and pause within {LINE_ERROR_MS} ms", plays(heard, expected)),
        (f"a single beep that is {LINE_ERROR_MS + 5} ms too long would be found",
         not plays(one_beep_longer(heard, LINE_ERROR_MS + 5), expected)),
        (f"the exercise's begins {GAP_MS} ms after the alert's", bool(between) and abs(between[-1] - GAP_MS) <= LINE_ERROR_MS),
        ("it stops cleanly, twice", len(machine.said("HIL: daemon exit 0")) == 2),
    ]


# --- the test camera --------------------------------------------------------------------------------

ENDURED = ("damaged buffers", "half of the buffers dropped")
FAILURES = ("dropped", "queue error", "fatal error", "fatal error, then no buffers", "fatal error, then no start",
            "disconnect")


def judge_vivid(machine):
    checks = [(f"{name}: watched on", moment(machine, f"{name}: endured") is not None) for name in ENDURED]
    checks += [(f"{name}: noticed, and frames come again", said_in_order(machine, f"{name}: noticed", f"{name}: resumed"))
               for name in FAILURES]
    return checks + [("every fault was really there", not machine.said("HIL: no control")),
                     ("it stops cleanly", bool(machine.said("HIL: daemon exit 0")))]


# --- cameras that other programs play ---------------------------------------------------------------


def judge_loopback(machine):
    clip = pictures(f"{machine.folder}/clip.mjpg")
    return [
        ("the device is no camera before its writer comes", moment(machine, "without a writer it is no camera") is not None),
        ("the writer's pictures come through byte for byte, in order", captured_in_order(machine, clip)),
        ("a flipped byte would be found", not captured_in_order(machine, flipped(clip))),
        ("the person in them is seen", moment(machine, "somebody sits") is not None and "sitting" in events(machine)),
        ("the writer's end is noticed, and its return", said_in_order(machine, "the writer's end was noticed", "frames come again")),
        ("it stops cleanly", bool(machine.said("HIL: daemon exit 0"))),
    ]


def judge_libcamera(machine):
    seen = events(machine)
    return [
        ("the person before the virtual camera is seen", moment(machine, "somebody sits before the virtual camera") is not None),
        ("vimc is missed, and found when it comes", said_in_order(machine, "vimc: missed", "vimc: found")),
        ("nobody is before it", moment(machine, "vimc: nobody is there") is not None),
        ("and that is not said of the virtual one", seen.count("away") == seen.count("sitting") == 1
         and seen.index("sitting") < seen.index("away")),
        ("it stops cleanly, twice", len(machine.said("HIL: daemon exit 0")) == 2),
    ]


def judge_pc(machine):
    return judge_camera(machine, pictures(f"{machine.folder}/calm.mjpg"))


# Where milliseconds are judged, the machine's clock counts instructions and the load of the host does not matter.
TIER = {"gpio": (COUNTING, judge_gpio), "tunes": (COUNTING, judge_tunes), "vivid": (VIRT, judge_vivid),
        "loopback": (VIRT, judge_loopback), "libcamera": (VIRT, judge_libcamera), "pc": (PC, judge_pc), "plug": (VIRT, judge_plug)}


def play(folder, scenario, echo, timeout):
    hardware, judge = TIER[scenario]
    with Machine(folder, scenario, hardware, echo=echo) as machine:
        machine.ended.wait(timeout)
    with open(f"{folder}/console-{scenario}.log", "w", encoding="utf-8") as log:
        log.writelines(f"{at:7.2f} {line}\n" for at, line in machine.lines)
    print(f"# {scenario}: emulated {hardware.what}, {machine.now():.0f} s")
    checks = [("the scenario ran to its end", bool(machine.said("HIL: end"))), *judge(machine)]
    for name, good in checks:
        print(f"{'ok' if good else 'not ok'} - {scenario}: {name}", flush=True)
    return all(good for _, good in checks)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--echo", action="store_true", help="show the console")
    parser.add_argument("--only", choices=TIER, help="one scenario")
    parser.add_argument("--timeout", type=float, default=3000, help="seconds for each scenario")
    a = parser.parse_args()
    good = [play(a.folder, scenario, a.echo, a.timeout) for scenario in ([a.only] if a.only else TIER)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
