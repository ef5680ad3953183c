"""Somebody before the camera who does as the test says: a folder of pictures in which the picture is exchanged.

The daemon reads a folder again and again (camera.loop), so what it sees next is what `show` put there last."""
import os
import pathlib
import sys


def footage(source):
    folder = pathlib.Path(os.environ.get("PL_FOOTAGE", pathlib.Path(source) / ".." / "shared" / "footage"))
    if not (folder / "synth" / "Female_Adult_01_y00_f0.jpg").exists():
        print("skipped: the footage is not there")
        sys.exit(77)
    return folder


class Person:
    def __init__(self, folder, source):
        self.footage = footage(source)
        self.folder, self.picture = pathlib.Path(folder) / "camera", pathlib.Path(folder) / "now.jpg"
        self.folder.mkdir()
        for name in "a.jpg", "b.jpg":  # two: a single picture is read once
            (self.folder / name).symlink_to(self.picture)
        self.sit_upright()

    def show(self, picture):
        fresh = self.picture.with_suffix(".new")
        fresh.symlink_to(self.footage / picture)
        fresh.rename(self.picture)

    def sit_upright(self):
        self.show("synth/Female_Adult_01_y00_f0.jpg")

    def turn_right(self):
        self.show("synth/Female_Adult_01_y00_f0_turnR.jpg")

    def turn_left(self):
        self.show("synth/Female_Adult_01_y00_f0_turnL.jpg")

    def leave(self):
        self.show("real/empty_ji_room_0.jpg")

    def settings(self):
        return ["--set", f"camera.source=file:{self.folder}", "--set", "camera.loop=true"]
