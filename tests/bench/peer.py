"""Runs MediaPipe (in a process of its own) and Plumbline on the pictures of one clip and compares.

Both get the same JPEG pictures and run pose and face on each; decoding counts for neither."""
import glob
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 5  # of each program in turn: the speed of a shared machine drifts, so each value is the median of its runs


def write_pictures(clip, folder):
    import cv2

    video, frames = cv2.VideoCapture(clip), 0
    while True:
        more, picture = video.read()
        if not more:
            return frames
        cv2.imwrite(f"{folder}/{frames:06d}.jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 95])
        frames += 1


def mediapipe_child(folder):
    """A line at the first result, then the processor time of each further picture as JSON."""
    import cv2
    import mediapipe as mp

    pose = mp.solutions.pose.Pose(model_complexity=0)
    face = mp.solutions.face_mesh.FaceMesh(max_num_faces=1)
    times = []
    for name in sorted(glob.glob(f"{folder}/*.jpg")):
        rgb = cv2.cvtColor(cv2.imread(name), cv2.COLOR_BGR2RGB)
        started = time.process_time()
        pose.process(rgb)
        face.process(rgb)
        times.append(1e3 * (time.process_time() - started))
        if len(times) == 1:
            print("seen", flush=True)
    print(json.dumps({"cpu_ms": statistics.median(times[1:] or times)}))


def run(command):
    """The last line of its standard output, peak memory in MB and seconds to the first line."""
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        lines = [child.stdout.readline()]
        first_s = time.monotonic() - started
        lines += child.stdout.readlines()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{command[0]} failed with {child.returncode}")
    return lines[-1], used.ru_maxrss / 1024, first_s


def first_s(command):
    return statistics.median(run(command)[2] for _ in range(RUNS))


def look_at_all(child, bench, folder):
    """One run of each on all pictures: their milliseconds a frame and memory, then ours."""
    text, peer_mb, _ = run([*child, folder])
    ours = json.loads(run([*bench, folder])[0])
    return json.loads(text)["cpu_ms"], peer_mb, ours["stages"]["whole"]["median_ms"], ours["rss_mb"]


def compare(clip, plumbline, folder):
    frames = write_pictures(clip, folder)
    child = [sys.executable, __file__, "--child"]
    bench = [plumbline, "bench", "--json", "--frames", str(frames)]
    runs = [look_at_all(child, bench, folder) for _ in range(RUNS)]
    peer_ms, peer_mb, our_ms, our_mb = map(statistics.median, zip(*runs))
    one = f"{folder}/one"
    os.mkdir(one)
    os.link(f"{folder}/000000.jpg", f"{one}/000000.jpg")
    return [("processor ms a frame", peer_ms, our_ms, 0.75),
            ("peak memory, MB", peer_mb, our_mb, 0.2),
            ("first result, s", first_s([*child, one]),
             first_s([plumbline, "bench", "--first", one]), 0.2)]


def main(clip, plumbline):
    with tempfile.TemporaryDirectory() as folder:
        rows = compare(clip, plumbline, folder)
    print(f"{'':22}{'MediaPipe':>10}{'Plumbline':>11}{'ratio':>8}{'wanted':>8}")
    for name, theirs, mine, wanted in rows:
        print(f"{name:22}{theirs:10.2f}{mine:11.2f}{mine / theirs:8.2f}{wanted:8.2f}")


if sys.argv[1] == "--child":
    mediapipe_child(sys.argv[2])
else:
    main(sys.argv[1], sys.argv[2])
