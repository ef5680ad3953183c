#!/usr/bin/env python3
"""year.py PLUMBLINE WRITE-YEAR SOURCE-DIR: a year of minutes: its size, the time of `stats --month`, and what it adds to a start.

Sizes and sums are asserted. Times are only printed, medians of fresh processes; docs/troubleshooting.md quotes them."""
import json
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

plumbline, write_year, sources = sys.argv[1:4]
photo = pathlib.Path(sources, "tests/footage/still_Female_Adult_01_y00_f0.jpg")
RUNS = 21


def milliseconds(*words):
    """Of the clock, of the processor, and what was printed."""
    begin, used = time.monotonic(), sum(os.times()[2:4])
    done = subprocess.run(words, capture_output=True, text=True, env=os.environ | {"TZ": "UTC"})
    took = (time.monotonic() - begin) * 1000
    if done.returncode:
        sys.exit(f"{words}: {done.stderr}")
    return took, (sum(os.times()[2:4]) - used) * 1000, done.stdout


def described(times):
    """A processor's share is counted in steps of 10 ms, so that its mean says more than its median."""
    clock, processor = [t[0] for t in times], [t[1] for t in times]
    return (f"median {statistics.median(clock):.0f} ms, {min(clock):.0f} to {max(clock):.0f}, of {len(times)}; "
            f"{statistics.mean(processor):.0f} ms of processor")


def start(state):
    """From nothing to the first frame measured; the history is open by then."""
    return milliseconds(plumbline, "run", "--once", "--config", "/dev/null", "--state", state, "--set", "log.level=error",
                        "--set", f"camera.source=file:{photo}")


with tempfile.TemporaryDirectory(prefix="plumbline-year-") as folder:
    year, empty = os.path.join(folder, "year"), os.path.join(folder, "empty")
    os.mkdir(year)
    os.mkdir(empty)
    milliseconds(write_year, year)
    size = sum(os.path.getsize(os.path.join(year, name)) for name in os.listdir(year))
    print(f"525,600 minutes: {size / 1e6:.1f} MB")
    assert size < 60e6, size

    month = (plumbline, "stats", "--month", "--config", "/dev/null", "--state", year)
    for form in ((), ("--json",)):
        print(f"stats --month {' '.join(form):8}{described([milliseconds(*month, *form) for _ in range(RUNS)])}")
    days = json.loads(milliseconds(*month, "--json")[2])["days"]
    assert len(days) == 30 and abs(days[10]["seated_s"] - 1440 * 52.2) < 0.5, days[10]

    database = sqlite3.connect(os.path.join(year, "history.sqlite"))
    begin = time.monotonic()
    assert database.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    print(f"the check after a start: {(time.monotonic() - begin) * 1000:.0f} ms in the background")
    database.close()

    if subprocess.run(
            [plumbline, "run", "--once", "--config", "/dev/null", "--state", empty, "--set", f"camera.source=file:{photo}"],
            capture_output=True).returncode:
        print("skipped: the start of the daemon, for which the models must be there")
    else:
        times = {state: [] for state in (empty, year)}
        for _ in range(RUNS):
            for state in times:
                times[state].append(start(state))
        print(f"first frame, no history:   {described(times[empty])}")
        print(f"first frame, a year of it: {described(times[year])}")
