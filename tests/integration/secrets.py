#!/usr/bin/env python3
"""secrets.py PLUMBLINE SOURCE-DIR: the password of a network camera is shown nowhere, whatever goes wrong with the camera."""
import json
import os
import subprocess
import sys
import tempfile

from rtsp_camera import Camera

plumbline, sources = sys.argv[1:3]
photo = os.path.join(sources, "tests/footage/still_Female_Adult_01_y00_f0.jpg")
failures = 0


def check(what, *args, says, code=None, source=None):
    """Runs a command; its output must have the camera's address with stars, and must not have the password."""
    global failures
    words = [plumbline, *args] + (["--set", f"camera.source={source}"] if source else [])
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, env=os.environ | {"LC_ALL": "C.UTF-8"})
    seen = done.stdout + done.stderr
    holds = "s3cret" not in seen and says in seen and code in (None, done.returncode)
    print(("ok   " if holds else "FAIL ") + what + ("" if holds else f": exit {done.returncode}: {seen[:500]}"))
    failures += not holds
    return done.stdout


with tempfile.TemporaryDirectory(prefix="plumbline-secrets-") as state:
    host = Camera(photo, "anna:another", 0).address  # lets nobody in
    url, shown = f"rtsp://anna:s3cret@{host}/1", f"rtsp://anna:***@{host}/1"
    own = ("--config", "/dev/null", "--state", state)

    check("check-config", "check-config", *own, source=url, says=shown, code=0)
    rows = json.loads(check("check-config --json", "check-config", "--json", *own, source=url, says=shown, code=0))
    assert rows["settings"]["camera.source"]["value"] == shown
    check("a scheme with a typing mistake", "check-config", *own, source=url.replace("rtsp", "rstp"), says="anna:***@", code=78)
    check("an address where a setting belongs", "check-config", *own, "--set", url, says=shown, code=78)

    file = os.path.join(state, "wrong.yaml")
    with open(file, "w") as to:
        to.write(f"camera:\n  source: {url.replace('rtsp', 'rstp')}\n")
    check("a mistake in a file", "check-config", "--config", file, "--state", state, says=f"{file}:2:11: camera.source", code=78)
    with open(file, "w") as to:
        to.write(f"camera: {{source: '{url}'\nalerts: [\n")
    check("a file that is no YAML", "check-config", "--config", file, "--state", state, says=f"{file}:", code=78)

    check("doctor", "doctor", *own, source=url, says=shown)
    findings = json.loads(check("doctor --json", "doctor", "--json", *own, source=url, says=shown))["findings"]
    check("run with an operand", "run", *own, url, says=shown, code=2)
    if any(f["area"] == "models" and f["level"] == "problem" for f in findings):
        print("skipped: run, calibrate, analyze and bench, which want the models first")
    else:
        check("run, in its log", "run", "--once", *own, source=url, says=shown)
        check("calibrate", "calibrate", *own, source=url, says=shown, code=1)
        check("analyze", "analyze", *own, url, says=shown, code=1)
        check("analyze --json", "analyze", "--json", *own, url, says=shown, code=1)
        check("bench", "bench", *own, url, says=shown, code=1)
        # The same with a camera that shows pictures: the address is the name of the input.
        host = Camera(photo, "anna:s3cret", 60).address
        url, shown = f"rtsp://anna:s3cret@{host}/1", f"rtsp://anna:***@{host}/1"
        recording = os.path.join(state, "recording.jsonl")
        line = check("measurement lines and a recording", "analyze", "--json", "--record", recording, *own, url,
                     says=f'"input":"{shown}"', code=1).splitlines()[0]
        assert json.loads(line)["present"], line
        check("a replay of it", "replay", recording, *own, says="summary", code=0)
        check("a camera that doctor sees", "doctor", *own, source=url, says=f"ok camera    {shown} (video): 640 x 480")
        check("a camera that run sees", "run", "--once", "--json", *own, source=url, says='"present"', code=0)
    check("a setting changed while running", "config", "set", "camera.source", url, *own, says="camera.source is set in", code=78)
    for _, _, names in os.walk(state):
        for name in names:
            if name != "wrong.yaml" and b"s3cret" in open(os.path.join(state, name), "rb").read():
                failures += 1
                print(f"FAIL {name} in the state directory holds the password")
sys.exit(1 if failures else 0)
