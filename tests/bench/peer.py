"""Runs MediaPipe (in a process of its own) and Plumbline on one clip and compares."""
import json
import os
import subprocess
import sys
import time


def mediapipe_child(clip):
    started = time.monotonic()
    import cv2
    import mediapipe as mp

    pose = mp.solutions.pose.Pose(model_complexity=0)
    face = mp.solutions.face_mesh.FaceMesh(max_num_faces=1)
    video, first, frames = cv2.VideoCapture(clip), None, 0
    while True:
        more, picture = video.read()
        if not more:
            break
        rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        pose.process(rgb)
        face.process(rgb)
        frames += 1
        if first is None:
            first = time.monotonic() - started
            cpu = time.process_time()
    print(json.dumps({"first_s": first, "frames": frames,
                      "cpu_ms": 1e3 * (time.process_time() - cpu) / (frames - 1)}))


def run(command):
    """Standard output, peak memory in MB and processor time of a child."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        text = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{command[0]} failed with {child.returncode}")
    return text, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime


def first_line_s(command):
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        child.stdout.readline()
        seconds = time.monotonic() - started
        child.stdout.read()
    return seconds


def main(clip, plumbline):
    text, peer_mb, _ = run([sys.executable, __file__, "--child", clip])
    peer = json.loads(text.strip().splitlines()[-1])
    analyze = [plumbline, "analyze", "--json", clip]
    text, our_mb, cpu_s = run(analyze)
    frames = text.count("\n")
    ours = {"cpu_ms": 1e3 * cpu_s / frames, "mb": our_mb, "first_s": first_line_s(analyze)}
    rows = [("processor ms a frame", peer["cpu_ms"], ours["cpu_ms"], 0.75),
            ("peak memory, MB", peer_mb, ours["mb"], 0.2),
            ("first result, s", peer["first_s"], ours["first_s"], 0.2)]
    print(f"{'':22}{'MediaPipe':>10}{'Plumbline':>11}{'ratio':>8}{'wanted':>8}")
    for name, theirs, mine, wanted in rows:
        print(f"{name:22}{theirs:10.2f}{mine:11.2f}{mine / theirs:8.2f}{wanted:8.2f}")


if sys.argv[1] == "--child":
    mediapipe_child(sys.argv[2])
else:
    main(sys.argv[1], sys.argv[2])
