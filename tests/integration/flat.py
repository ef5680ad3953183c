#!/usr/bin/env python3
"""flat.py PLUMBLINE SOURCE_DIR HURRY FRAMES: the daemon with a baseline, before a person who moves at every frame. After
FRAMES frames its memory, descriptors and threads are what they were at the beginning, and its memory is little.
HURRY is the library that lets time pass faster."""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

plumbline, source, hurry, frames = sys.argv[1:4] + [int(sys.argv[4])]
TIMES = 20
RATE_HZ = 15
WARM_FRAMES = 1000  # until everything has been asked for once
LOOKS = [n for n in (WARM_FRAMES, 10_000, 50_000) if n < frames] + [frames]
MOST_MB = 48
SLACK_KB = 64  # pages that come and go; 64 bytes lost at each of the thousand looks are more
STILLS = ("still_Female_Adult_01_y00_f0.jpg", "still_Female_Adult_01_y00_f8.jpg")


def held(pid):
    """(kB of its own, kB resident, descriptors, threads)"""
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        fields = dict(line.split(":", 1) for line in f)
    return (int(fields["RssAnon"].split()[0]), int(fields["VmRSS"].split()[0]), len(os.listdir(f"/proc/{pid}/fd")),
            int(fields["Threads"]))


def options(state, seen):
    return ["--config", "/dev/null", "--state", state, "--set", f"camera.source=file:{seen}"]


def calibrate(state, still):
    done = subprocess.run([plumbline, "calibrate", *options(state, still)], capture_output=True, text=True)
    if "model:" in done.stderr:
        print("skipped: the models are not there (models/fetch)")
        sys.exit(77)
    if done.returncode:
        sys.exit(f"not ok - no baseline: {done.stderr}")


def frames_of(path):
    with open(path, "rb") as f:
        return int.from_bytes(f.read(8), "little")


def live(state, folder):
    """What the daemon holds after each of LOOKS frames."""
    counter = f"{state}/frames"
    environment = os.environ | {"LD_PRELOAD": hurry, "HURRY": str(TIMES), "HURRY_FRAMES": counter}
    with open(f"{state}/events", "w+", encoding="utf-8") as events:
        daemon = subprocess.Popen([plumbline, "run", "--json", *options(state, folder), "--set", "camera.loop=true",
                                   "--set", f"camera.fps={RATE_HZ}"], stdout=events, stderr=subprocess.DEVNULL,
                                  env=environment)
        rows = []
        for count in LOOKS:
            while daemon.poll() is None and not (os.path.exists(counter) and frames_of(counter) >= count):
                time.sleep(0.05)
            if daemon.poll() is None:
                rows.append(held(daemon.pid))
        daemon.terminate()
        if daemon.wait(timeout=60) or len(rows) < len(LOOKS):
            sys.exit(f"not ok - the daemon ends with {daemon.returncode}")
        events.seek(0)
        if '"sitting"' not in events.read():
            sys.exit("not ok - it saw nobody")
    return rows


with tempfile.TemporaryDirectory(prefix="plumbline-flat-") as top:
    for name in STILLS:
        os.makedirs(f"{top}/seen", exist_ok=True)
        shutil.copy(f"{source}/tests/footage/{name}", f"{top}/seen")
    calibrate(f"{top}/state", f"{top}/seen/{STILLS[0]}")
    rows = live(f"{top}/state", f"{top}/seen")

for count, row in zip(LOOKS, rows):
    print(f"# after {count} frames: {row[0]} kB of its own, {row[1]} kB resident, {row[2]} descriptors, {row[3]} threads")
early, late = rows[0], rows[-1]
checks = (("memory does not grow", late[0] <= early[0] + SLACK_KB),
          ("descriptors and threads do not grow", late[2:] == early[2:]),
          (f"memory is below {MOST_MB} MB", late[1] < 1024 * MOST_MB))
for name, good in checks:
    print(f"{'ok' if good else 'not ok'} - {name}")
sys.exit(not all(good for _, good in checks))
