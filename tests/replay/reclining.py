#!/usr/bin/env python3
"""Somebody who reclines is not told of a forward head: reclining.py PLUMBLINE SOURCE_DIR. Exit 77: no footage.

Photographs of one person on a chair, from either side; the upright one is the baseline."""
import json
import os
import pathlib
import subprocess
import sys

SIDES = [["straight_hf", "recline_hf", "recline"], ["straight_flip", "recline_flip", "recline_hf_flip"]]


def main(plumbline, source):
    shared = os.environ.get("PL_FOOTAGE", pathlib.Path(source) / ".." / "shared" / "footage")
    folder = pathlib.Path(shared) / "real"
    if not (folder / "side_nv_recline.jpg").exists():
        print("skipped: the footage is not there")
        sys.exit(77)
    wrong = 0
    for side in SIDES:
        said = subprocess.run([plumbline, "analyze", "--json", "--baseline", "first:1",
                               *(folder / f"side_nv_{name}.jpg" for name in side)], capture_output=True, text=True)
        if "model" in said.stderr:
            print("skipped: the models are not there (models/fetch)")
            sys.exit(77)
        lines = [json.loads(line) for line in said.stdout.splitlines()]
        assert len(lines) == len(side), said.stderr
        for name, line in zip(side[1:], lines[1:]):
            delta = line["forward_head_delta_cm"]
            fine = line["posture"] != "forward_head" and (delta is None or delta < 0)
            wrong += not fine
            print("ok  " if fine else "FAIL", name, line["posture"], delta)
    sys.exit(wrong > 0)


main(*sys.argv[1:])
