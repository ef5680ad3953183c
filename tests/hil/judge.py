#!/usr/bin/env python3
"""Boots the emulated Pi once and judges, from its console and its pins, what our program did there."""
import argparse
import hashlib
import json
import re
import sys

from machine import Machine

BUZZER, WRONG_PIN = 18, 19
CAPTURED = 20  # pictures that the guest reads raw


def pictures(path):
    with open(path, "rb") as f:
        data = f.read()
    cuts = [m.start() + 2 for m in re.finditer(b"\xff\xd9\xff\xd8", data)]
    return [data[a:b] for a, b in zip([0] + cuts, cuts + [len(data)])]


def captured_in_order(machine, clip):
    """The raw capture is a run of consecutive pictures of the clip, byte for byte."""
    got = [line.split()[2] for _, line in machine.said("HIL: captured")]
    runs = (b"".join((clip + clip)[i:i + CAPTURED]) for i in range(len(clip)))
    return bool(got) and got[0] in (hashlib.md5(run).hexdigest() for run in runs)


def moment(machine, what):
    """Guest uptime at which the scenario said `what`, or None."""
    said = machine.said(f"HIL: {what} at ")
    return float(said[0][1].rsplit(" ", 1)[1]) if said else None


def within(machine, start, end, seconds):
    a, b = moment(machine, start), moment(machine, end)
    return a is not None and b is not None and b - a <= seconds


def events(machine):
    return [json.loads(line.removeprefix("EVENT ")) for _, line in machine.said("EVENT {")]


def resumed_within(machine, seconds):
    """By the daemon's own clock, which is the guest's uptime: the first frame of the camera that came back. When
    the event can be read is later by what one look takes, and under emulation that is seconds."""
    plugged = moment(machine, "plugged in again")
    back = [e["t"] for e in events(machine) if e["event"] == "camera" and e["state"] == "ok"]
    return plugged is not None and any(plugged - 1 <= t <= plugged + seconds for t in back)


def judge_camera(machine, clip):
    """What must be true wherever the webcam is plugged in."""
    kinds = [e["event"] for e in events(machine)]
    return [
        ("the webcam's pictures come through byte for byte, in order", captured_in_order(machine, clip)),
        ("frames of the USB camera reach the measurement", "sitting" in kinds and "too_close" in kinds),
        ("unplugging is noticed", within(machine, "unplugged", "unplugging was noticed", 10)),
        ("plugging in again resumes within 5 s", resumed_within(machine, 5)),
        ("a frozen camera is noticed", moment(machine, "freezing was noticed") is not None),
        ("SIGTERM stops it cleanly within 2 s", bool(machine.said("HIL: daemon exit 0"))
         and within(machine, "asked to stop", "stopped", 2)),
    ]


def judge(machine, clip, pin):
    pulses = machine.pulses(pin)
    return [
        ("the emulated Pi boots", bool(machine.said("HIL: up"))),
        ("the scenario ran to its end", bool(machine.said("HIL: end 0"))),
        (f"the buzzer sounds on GPIO{pin}, in pulses below a second", 0 < len(pulses) and max(pulses) < 1),
        *judge_camera(machine, clip),
    ]


def flipped(clip):
    return [bytes([p[0]]) + bytes([p[1] ^ 1]) + p[2:] for p in clip]


def fails_only(checks, words):
    """Negative control: of these checks exactly the one with `words` in its name fails."""
    return [name for name, good in checks if not good] == [name for name, _ in checks if words in name]


def judge_controls(machine, clip):
    """The same run judged against what it did not do."""
    return [
        ("a wrong pin would fail the check of the buzzer only", fails_only(judge(machine, clip, WRONG_PIN), "buzzer")),
        ("a flipped byte would fail the check of the pictures only",
         fails_only(judge(machine, flipped(clip), BUZZER), "byte for byte")),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--echo", action="store_true", help="show the console")
    parser.add_argument("--timeout", type=float, default=150)
    a = parser.parse_args()

    clip = pictures(f"{a.folder}/calm.mjpg")
    with Machine(a.folder, "pi", echo=a.echo) as machine:
        machine.watch([BUZZER, WRONG_PIN], a.timeout)

    checks = judge(machine, clip, BUZZER)
    if all(good for _, good in checks):
        checks += judge_controls(machine, clip)
    for name, good in checks:
        print(f"{'ok' if good else 'not ok'} - {name}")
    print(f"# emulated Pi 4 (QEMU raspi4b): {machine.now():.1f} s, pulses on GPIO{BUZZER}: {machine.pulses(BUZZER)}")
    with open(f"{a.folder}/console.log", "w", encoding="utf-8") as log:
        log.writelines(f"{at:7.2f} {line}\n" for at, line in machine.lines)
    return 0 if all(good for _, good in checks) else 1


if __name__ == "__main__":
    sys.exit(main())
