#!/usr/bin/env python3
"""doctor.py PLUMBLINE SOURCE-DIR EDIT-PICTURE RAW-CAMERA: what doctor says of each trouble, and what to do about it."""
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

plumbline, sources, edit_picture, raw_camera = sys.argv[1:5]
footage = pathlib.Path(sources, "tests/footage")
front = footage / "still_Female_Adult_01_y00_f0.jpg"
work = pathlib.Path(tempfile.mkdtemp(prefix="plumbline-doctor-"))
failures = 0


def check(what, holds, seen=""):
    global failures
    print(("ok   " if holds else "FAIL ") + what + ("" if holds else f": {seen}"))
    failures += not holds


# What is not about framing is asked without models, which is quicker.
nowhere = {"XDG_CACHE_HOME": str(work), "HOME": str(work)}


def doctor(*settings, text=False, source="synthetic", env=nowhere, user=None):
    words = [plumbline, "doctor", "--config", "/dev/null", "--state", str(work), "--set", f"camera.source={source}"]
    for setting in settings:
        words += ["--set", setting]
    done = subprocess.run(words + ([] if text else ["--json"]), capture_output=True, text=True, timeout=60,
                          env=os.environ | (env or {}), user=user)
    return done if text else json.loads(done.stdout)


def said(report, area):
    """What was said of an area: 'level: text -> advice', one after the other."""
    return "; ".join(f"{f['level']}: {f['text']}" + (f" -> {f['advice']}" if f["advice"] else "")
                     for f in report["findings"] if f["area"] == area)


def expect(what, report, area, *patterns):
    seen = said(report, area)
    check(what, all(re.search(p, seen) for p in patterns), seen)


def edited(*words):
    path = work / "edited.ppm"
    subprocess.run([edit_picture, str(front), str(path), *map(str, words)], check=True)
    return f"file:{path}"


# --- the camera ---------------------------------------------------------------------------------

if "problem" not in said(doctor(env={}), "models"):
    report = doctor(source=f"file:{front}", env={})
    expect("somebody well in the picture", report, "framing",
           r"^good: you are seen, from \d degrees \(in front\), 6\d cm away; room of \d+ cm above your head, \d\d cm beside you$")
    expect("light on the face", report, "light", r"^good: 1\d\d of 255 on your face$")
    report = doctor(source=f"file:{footage / 'still_Male_Adult_04_y90_f0.jpg'}", env={})
    expect("somebody seen from the side", report, "framing", r"^good: you are seen, from (8|9)\d degrees at your left; room")
    expect("a head cut off", doctor(source=edited("crop", 0, 110, 640, 370), env={}), "framing", "^problem: the top cuts off your head -> tilt the camera up")
    expect("a shoulder below the picture", doctor(source=edited("crop", 0, 0, 640, 290), env={}), "framing", "problem: a shoulder is not in the picture -> tilt the camera down")
    expect("half a person at the side", doctor(source=edited("crop", 300, 0, 340, 480), env={}), "framing", "problem: a side cuts off .* -> turn the camera towards you")
    expect("little room above", doctor(source=edited("crop", 0, 50, 640, 430), env={}), "framing", "^note: there is little room above")
    expect("an empty chair", doctor(source=edited("crop", 440, 0, 200, 240), env={}), "framing", "^note: nobody is in the picture -> sit down")
    for turn in (90, 180, 270):
        expect(f"a picture turned by {turn}", doctor(f"camera.rotation={turn}", source=f"file:{front}", env={}), "framing",
               "^problem: the picture is turned: you are seen with camera.rotation 0 -> ")
    expect("dark", doctor(source=edited("shade", 0, 0, 640, 480, 0.15), env={}), "light", "^note: dark: [23]. of 255 on your face.* -> switch on a lamp")
    report = doctor(source=edited("shade", 0, 0, 640, 480, 0.03), env={})
    expect("night", report, "light", "^problem: too dark to see anything")
    check("framing is not guessed at night", not said(report, "framing"), said(report, "framing"))
    expect("a window behind", doctor(source=edited("shade", 120, 0, 400, 480, 0.3), env={}), "light", "^note: the light comes from behind you")
else:
    print("skipped: framing, for which the models must be there")

report = doctor()
expect("no models: each is named", report, "models", r"pose_landmark_lite\.tflite.*models/fetch", r"face_landmark\.tflite")
expect("no models: framing is not judged", report, "framing", "^note: not judged without the networks -> see models")
expect("no models: light is", report, "light", r"^good: 1\d\d of 255 in the picture")
check("a problem is the worst and fails", report["worst"] == "problem" and doctor(text=True).returncode == 1)

expect("a file that is not there", doctor(source="file:/nowhere.mp4"), "camera", "^problem: /nowhere.mp4 is not there")
expect("a device that is no camera", doctor(source="/dev/null"), "camera", "^problem: /dev/null is no camera -> set camera.source")
report = doctor(source="/dev/null", env={"LD_PRELOAD": raw_camera, "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"})
expect("the raw end of a Pi's camera", report, "camera", r"^problem: /dev/null is a part of the Pi's camera connector \(unicam\): set camera.source to libcamera -> .*'libcamera'")
if os.geteuid() == 0 and subprocess.run([plumbline, "version"], user="nobody", capture_output=True).returncode == 0:
    node = work / "video0"
    try:
        os.mknod(node, 0o020600, os.makedev(1, 3))
    except PermissionError:
        print("skipped: a device that may not be opened: device nodes cannot be made here")
    else:
        work.chmod(0o755)
        expect("a device that may not be opened", doctor(source=str(node), user="nobody"), "camera", "^problem: .*may not be used by this user.* -> add the user to the group 'video'")
else:
    print("skipped: a device that may not be opened, which takes root and another user")

# --- the broker ---------------------------------------------------------------------------------


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def broker(port, *lines):
    config = work / "mosquitto.conf"
    config.write_text("\n".join([f"listener {port} 127.0.0.1", "allow_anonymous true", *lines]) + "\n")
    config.chmod(0o644)
    process = subprocess.Popen([mosquitto, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(500):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.02)
    sys.exit("mosquitto did not start")


def retain(port, topic, payload):
    subprocess.run(["mosquitto_pub", "-h", "127.0.0.1", "-p", str(port), "-t", topic, "-m", payload, "-r"], check=True)


expect("no broker wanted", doctor(), "broker", "^note: MQTT is off")
port = free_port()
here = ("mqtt.host=127.0.0.1", f"mqtt.port={port}", "mqtt.device_id=test")
report = doctor(*here)
expect("no broker there", report, "broker", rf"^problem: 127.0.0.1 port {port}: Connection refused -> is the broker running")
check("and nothing is said of Home Assistant", not said(report, "home"), said(report, "home"))

mosquitto = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin")
if mosquitto and shutil.which("mosquitto_pub"):
    process = broker(port)
    report = doctor(*here)
    expect("a broker that lets us in", report, "broker", rf"^good: 127.0.0.1 port {port} lets us in$")
    expect("no birth message", report, "home", "^note: not seen: .* not retained.* -> .*'Retain'")
    retain(port, "homeassistant/status", "online")
    expect("a retained birth", doctor(*here), "home", r"^good: Home Assistant is online \(birth message on homeassistant/status\)$")
    expect("another prefix hears nothing of it", doctor(*here, "mqtt.discovery_prefix=ha"), "home", "^note: not seen: .* on ha/status")
    retain(port, "homeassistant/status", "offline")
    expect("a retained end", doctor(*here), "home", "^note: Home Assistant was on this broker and has stopped")
    check("discovery that is off is not asked about", not said(doctor(*here, "mqtt.discovery=false"), "home"))
    process.terminate()
    process.wait()
    passwords = work / "passwords"
    subprocess.run([shutil.which("mosquitto_passwd") or "mosquitto_passwd", "-b", "-c", str(passwords), "anna", "right"], check=True)
    passwords.chmod(0o644)
    process = broker(port, "allow_anonymous false", f"password_file {passwords}")
    secret = work / "secret"
    secret.write_text("wrong\n")
    secret.chmod(0o600)
    report = doctor(*here, "mqtt.username=anna", f"mqtt.password_file={secret}")
    expect("a wrong password", report, "broker", r"^problem: .* -> check user name, password file")
    secret.write_text("right\n")
    expect("the right one", doctor(*here, "mqtt.username=anna", f"mqtt.password_file={secret}"), "broker", "^good: .* lets us in")
    secret.chmod(0o644)
    expect("a password that others may read", doctor(*here, "mqtt.username=anna", f"mqtt.password_file={secret}"), "broker", "^problem: .*chmod 600")
    process.terminate()
    process.wait()
else:
    print("skipped: Home Assistant's birth, for which mosquitto and its clients must be there")

# --- what the state directory holds ---------------------------------------------------------------

(work / "baseline-default.plb").write_bytes(b"no baseline at all")
expect("a damaged baseline", doctor(), "baseline", "^problem: .*baseline-default.plb.* -> sit upright and run 'plumbline calibrate'")
(work / "baseline-default.plb").unlink()
expect("no baseline", doctor(), "baseline", "^note: none for 'default' yet")
(work / "history.sqlite").write_bytes(os.urandom(9000))
expect("a damaged history", doctor(), "history", "^problem: .*damaged: 'plumbline run' sets it aside")
(work / "history.sqlite").unlink()

# --- the command ---------------------------------------------------------------------------------

expect("a command that is not there", doctor("alerts.command=/nowhere/say"), "command", "^problem: /nowhere/say cannot be run: No such file.* -> alerts.command")
expect("a command that is", doctor("alerts.command=/bin/true"), "command", "^good: /bin/true")
check("no command, no word", said(doctor(), "command") == "")

# --- the page itself ----------------------------------------------------------------------------

done = doctor(text=True)
check("every line of text has its sign", all(re.match(r"(ok|--|!!) [a-z]+ +\S|              -> \S", l) for l in done.stdout.splitlines()), done.stdout)
check("disk, clock, history and pins are looked at", all(said(doctor(), area) for area in ("disk", "clock", "history", "gpio")))
shutil.rmtree(work)
sys.exit(1 if failures else 0)
