#!/usr/bin/env python3
"""secrets.py PLUMBLINE: the password of a network camera is shown nowhere, whatever goes wrong with the camera."""
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading

plumbline = sys.argv[1]
failures = 0


def refuse(server):
    """An RTSP server that lets nobody in."""
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            while request := connection.recv(4096).decode("latin-1"):
                sequence = next((l for l in request.split("\r\n") if l.lower().startswith("cseq")), "CSeq: 1")
                connection.sendall(f'RTSP/1.0 401 Unauthorized\r\n{sequence}\r\n'
                                   'WWW-Authenticate: Basic realm="cam"\r\n\r\n'.encode())


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


with tempfile.TemporaryDirectory(prefix="plumbline-secrets-") as state, socket.create_server(("127.0.0.1", 0)) as server:
    threading.Thread(target=refuse, args=(server,), daemon=True).start()
    host = f"127.0.0.1:{server.getsockname()[1]}"
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
    check("a setting changed while running", "config", "set", "camera.source", url, *own, says="camera.source is set in", code=78)
    for _, _, names in os.walk(state):
        for name in names:
            if name != "wrong.yaml" and b"s3cret" in open(os.path.join(state, name), "rb").read():
                failures += 1
                print(f"FAIL {name} in the state directory holds the password")
sys.exit(1 if failures else 0)
