#!/usr/bin/env python3
"""rtsp.py PLUMBLINE SOURCE_DIR: a network camera on a real RTSP server: seen, not there yet, there, lost when the server
dies, seen again when it is back; and the daemon stops. Skipped without GStreamer's server (gir1.2-gst-rtsp-server-1.0) or the models."""
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile

plumbline, source = sys.argv[1:3]
HERE = os.path.dirname(os.path.abspath(__file__))
PATIENCE_S = 60


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def start_camera(port):
    """Debian's own Python has GStreamer; another one in the path may not."""
    camera = subprocess.Popen(["/usr/bin/python3", "-B", f"{HERE}/rtsp_server.py", f"{source}/tests/footage/desk.mp4",
                               str(port)], stdout=subprocess.PIPE, text=True)
    said = camera.stdout.readline().strip()
    if said != "ready":
        print(said)
        sys.exit(camera.wait())
    return camera


def kill(camera):
    camera.kill()
    camera.wait()


def await_camera(events, wanted):
    for line in events:
        event = json.loads(line)
        if event["event"] == "camera" and event["state"] == wanted:
            return
    sys.exit(f"not ok - the camera never was {wanted}")


def look_once(own):
    done = subprocess.run([plumbline, "run", "--once", "--dry-run", "--json", *own], capture_output=True, text=True,
                          timeout=PATIENCE_S)
    if "model:" in done.stderr:
        print("skipped: the models are not there (models/fetch)")
        sys.exit(77)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or not lines or not lines[-1].get("present"):
        sys.exit(f"not ok - nobody is seen: exit {done.returncode}\n{done.stdout}{done.stderr}")
    print("ok - somebody is seen through the network")


with tempfile.TemporaryDirectory(prefix="plumbline-rtsp-") as state:
    port = free_port()
    own = ["--config", "/dev/null", "--state", state, "--set", f"camera.source=rtsp://127.0.0.1:{port}/desk"]
    camera = start_camera(port)
    daemon = None
    signal.alarm(2 * PATIENCE_S)
    try:
        look_once(own)
        kill(camera)
        daemon = subprocess.Popen([plumbline, "run", "--json", *own], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True)
        for trouble in ("no_device", "lost"):
            await_camera(daemon.stdout, trouble)
            camera = start_camera(port)
            await_camera(daemon.stdout, "ok")
            kill(camera)
            print(f"ok - {trouble} is said, and frames come again")
        daemon.terminate()
        code = daemon.wait(timeout=PATIENCE_S)
        if code:
            sys.exit(f"not ok - the daemon ends with {code}")
        print("ok - it stops")
    finally:
        kill(camera)
        if daemon:
            daemon.kill()
            daemon.wait()
