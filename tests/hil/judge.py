#!/usr/bin/env python3
"""Boots the emulated Pi once and judges, from its console and its pins, what our program did there."""
import argparse
import hashlib
import re
import sys

from machine import Machine

BUZZER = 18
CAPTURED = 20  # pictures that the guest reads raw


def pictures(path):
    with open(path, "rb") as f:
        data = f.read()
    cuts = [m.start() + 2 for m in re.finditer(b"\xff\xd9\xff\xd8", data)]
    return [data[a:b] for a, b in zip([0] + cuts, cuts + [len(data)])]


def captured_in_order(machine, clip):
    """The raw capture is a run of consecutive pictures of the clip, byte for byte."""
    got = [line.split()[1] for _, line in machine.said("HIL: captured")]
    runs = (b"".join((clip + clip)[i:i + CAPTURED]) for i in range(len(clip)))
    return bool(got) and got[0] in (hashlib.md5(run).hexdigest() for run in runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--echo", action="store_true", help="show the console")
    parser.add_argument("--break", dest="broken", choices=["pin", "frame"], help="spoil one thing on purpose")
    parser.add_argument("--timeout", type=float, default=150)
    a = parser.parse_args()

    clip = pictures(f"{a.folder}/clip.mjpg")
    if a.broken == "frame":
        clip = [bytes([p[0]]) + bytes([p[1] ^ 1]) + p[2:] for p in clip]
    pin = BUZZER + 1 if a.broken == "pin" else BUZZER
    with Machine(a.folder, "pi", echo=a.echo) as machine:
        machine.watch([pin], a.timeout)

    checks = [
        ("the emulated Pi boots", bool(machine.said("HIL: up"))),
        ("the scenario ran to its end", bool(machine.said("HIL: end 0"))),
        ("the webcam's pictures come through byte for byte, in order", captured_in_order(machine, clip)),
    ]
    for name, good in checks:
        print(f"{'ok' if good else 'not ok'} - {name}")
    print(f"# emulated Pi 4 (QEMU raspi4b): {machine.now():.1f} s")
    with open(f"{a.folder}/console.log", "w", encoding="utf-8") as log:
        log.writelines(f"{at:7.2f} {line}\n" for at, line in machine.lines)
    return 0 if all(good for _, good in checks) else 1


if __name__ == "__main__":
    sys.exit(main())
