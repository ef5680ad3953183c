"""Runs MediaPipe and `plumbline run` in turn as a camera would drive them, and compares their processor time.

Both watch the same two clips at 5 frames a second: a person who moves, and the same person sitting still before a camera
with some noise. MediaPipe runs pose and face on every frame, as its users' loops do. Plumbline has a baseline and does
all that it does on a desk. Reading the clip counts for both."""
import os
import subprocess
import sys
import tempfile
import time

RATE_HZ = 5
WARM_S = 15  # for Plumbline to see that somebody sits still
WATCH_S = 45  # three times as long as Plumbline goes without a look at what is still, so that it looks three times
NOISE_LEVELS = 2


def write_still(clip, path):
    """The first picture of the clip for half a minute."""
    import cv2
    import numpy

    rng = numpy.random.default_rng(1)
    picture = cv2.VideoCapture(clip).read()[1]
    writer = cv2.VideoWriter(path, cv2.VideoWriter_fourcc(*"mp4v"), RATE_HZ, picture.shape[1::-1])
    for _ in range(30 * RATE_HZ):
        noisy = picture + rng.normal(0, NOISE_LEVELS, picture.shape)
        writer.write(numpy.clip(noisy, 0, 255).astype(numpy.uint8))
    writer.release()


def mediapipe_child(clip):
    """Prints its processor time a frame, which a busy machine does not change, and its memory."""
    import cv2
    import mediapipe as mp

    pose = mp.solutions.pose.Pose(model_complexity=0)
    face = mp.solutions.face_mesh.FaceMesh(max_num_faces=1)
    video, due = cv2.VideoCapture(clip), time.monotonic()
    for frame in range((WARM_S + WATCH_S) * RATE_HZ):
        more, picture = video.read()
        if not more:
            video = cv2.VideoCapture(clip)
            _, picture = video.read()
        rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        pose.process(rgb)
        face.process(rgb)
        if frame == WARM_S * RATE_HZ:
            before = time.process_time()
        due += 1 / RATE_HZ
        time.sleep(max(0, due - time.monotonic()))
    print((time.process_time() - before) / (WATCH_S * RATE_HZ - 1) * RATE_HZ, resident_mb(os.getpid()))


def watch_mediapipe(clip):
    """(share of a core, resident MB)"""
    done = subprocess.run([sys.executable, __file__, "--child", clip], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, check=True)
    return tuple(map(float, done.stdout.split()))


def processor_s(pid):
    """By the process's own clock (clock_getcpuclockid(3)): the ticks of /proc are a twentieth of what a still person costs."""
    return time.clock_gettime(~pid << 3 | 2)


def resident_mb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) / 1024 for line in f if line.startswith("VmRSS"))


def watch_plumbline(command):
    """The same of a program that never ends, once it has settled."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        try:
            time.sleep(WARM_S)
            before, started = processor_s(child.pid), time.monotonic()
            time.sleep(WATCH_S)
            share = (processor_s(child.pid) - before) / (time.monotonic() - started)
            return share, resident_mb(child.pid)
        finally:
            child.terminate()


def options(clip, state):
    return ["--config", "/dev/null", "--state", state, "--set", f"camera.source=file:{clip}", "--set", "camera.loop=true"]


def calibrate(plumbline, clip, state):
    subprocess.run([plumbline, "calibrate", *options(clip, state)], check=True, stdout=subprocess.DEVNULL)


def main(clip, plumbline):
    print(f"\nat {RATE_HZ} frames a second, share of a core:")
    print(f"{'':22}{'MediaPipe':>10}{'Plumbline':>11}{'ratio':>8}{'wanted':>8}{'MB':>7}{'MB':>6}")
    with tempfile.TemporaryDirectory() as folder:
        still = f"{folder}/still.mp4"
        write_still(clip, still)
        calibrate(plumbline, still, folder)
        for name, path, wanted in (("moving", clip, 1 / 5), ("still", still, 1 / 20)):
            theirs, their_mb = watch_mediapipe(path)
            mine, my_mb = watch_plumbline([plumbline, "run", "--json", *options(path, folder)])
            print(f"{'a person ' + name:22}{100 * theirs:9.2f}%{100 * mine:10.2f}%{mine / theirs:8.3f}{wanted:8.3f}"
                  f"{their_mb:7.0f}{my_mb:6.0f}")


if sys.argv[1] == "--child":
    mediapipe_child(sys.argv[2])
else:
    main(sys.argv[1], sys.argv[2])
