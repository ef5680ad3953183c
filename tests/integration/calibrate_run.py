#!/usr/bin/env python3
"""A calibration beside a running daemon, which has the camera: calibrate_run.py PLUMBLINE SOURCE_DIR. Exit 77: skipped."""
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from person import Person

PATIENCE_S = 60


def expect(what, fine, said=""):
    print("ok  " if fine else "FAIL", what)
    if not fine:
        sys.exit(f"{said}")


def until(true):
    end = time.monotonic() + PATIENCE_S
    while not true() and time.monotonic() < end:
        time.sleep(0.1)
    return true()


def main(program, source):
    with tempfile.TemporaryDirectory(prefix="plumbline-") as name:
        folder = pathlib.Path(name)
        person = Person(folder, source)
        settings = folder / "plumbline.yaml"
        # Without a catalogue there is no relief; calibrations go on.

        def set_more(more):
            settings.write_text(f"camera: {{source: 'file:{person.folder}', loop: true, paused: {more.get('paused', 'false')}}}\n"
                                f"calibration: {{length_s: 5}}\nrelief: {{catalogue: ['{folder}/none.yaml']}}\n"
                                f"baseline: {{keep_patches: {more.get('keep_patches', 'true')}}}\n")

        set_more({})
        options = ["--config", settings, "--state", folder / "state"]

        def log():
            return (folder / "log").read_text()

        def calibrate(*more):
            return subprocess.run([program, "calibrate", *options, *more], capture_output=True, text=True, timeout=180)

        def reload(**more):
            reloads = log().count("settings changed")
            set_more(more)
            daemon.send_signal(signal.SIGHUP)
            expect("it reloads", until(lambda: log().count("settings changed") > reloads), log())

        with open(folder / "log", "wb") as out:
            daemon = subprocess.Popen([program, "run", *options], stdout=out, stderr=out)
            try:
                if not until(lambda: (folder / "state" / "control").exists() or daemon.poll() is not None):
                    sys.exit("no control socket: " + log())
                if daemon.poll() is not None:
                    print("skipped: the models are not there (models/fetch)" if "model" in log() else log())
                    sys.exit(77 if "model" in log() else 1)
                said = calibrate()
                expect("the daemon calibrates", said.returncode == 0 and "Calibrated" in said.stdout, said)
                expect("and it says who does it", "running daemon has the camera" in said.stderr, said)
                kept = folder / "state" / "baseline-default.json"
                kept = kept if kept.exists() else next((folder / "state").glob("*baseline*"))
                before = kept.read_bytes()
                person.leave()
                said = calibrate("--refresh")
                expect("an empty seat is refused", said.returncode == 1 and "not calibrated" in said.stderr, said)
                expect("with the old upright untouched", kept.read_bytes() == before)
                expect("and in force", until(lambda: "the upright from before holds" in log()), log())
                person.sit_upright()
                said = calibrate("--refresh")
                expect("a refresh is taken", said.returncode == 0 and "Refreshed" in said.stdout, said)
                with_patches = kept.stat().st_size
                reload(keep_patches="false")
                said = calibrate("--refresh")
                expect("a reload counts for the next baseline", kept.stat().st_size < with_patches / 2, (kept.stat().st_size, with_patches, said))
                reload(paused="true")
                expect("the camera is paused", until(lambda: '"state":"paused"' in log()), log())
                said = calibrate()
                expect("a paused camera is no reason to wait", said.returncode == 1 and "not begun" in said.stderr, said)
            finally:
                daemon.terminate()
            expect("the daemon ends well", daemon.wait(15) == 0, log())


main(*sys.argv[1:])
