"""Somebody before the camera who does as the test says: a folder of pictures in which the picture is exchanged.

The daemon reads a folder again and again (camera.loop), so what it sees next is what `show` put there last."""
import os
import pathlib
import sys


class Person:
    """Sits and leaves by what is committed; turning the head needs the footage beside the source tree."""

    def __init__(self, folder, source):
        self.source, self.shared = pathlib.Path(source), None
        self.folder, self.picture = pathlib.Path(folder) / "camera", pathlib.Path(folder) / "now.jpg"
        self.wall = pathlib.Path(folder) / "wall.ppm"
        self.wall.write_bytes(b"P6\n640 480\n255\n" + bytes(90 + y // 8 for y in range(480) for _ in range(3 * 640)))
        self.folder.mkdir()
        for name in "a.jpg", "b.jpg":  # two: a single picture is read once
            (self.folder / name).symlink_to(self.picture)
        self.sit_upright()

    def needs_footage(self):
        self.shared = pathlib.Path(os.environ.get("PL_FOOTAGE", self.source / ".." / "shared" / "footage"))
        if not (self.shared / "synth" / "Female_Adult_01_y00_f0_turnL.jpg").exists():
            print("skipped: the footage is not there")
            sys.exit(77)

    def show(self, picture):
        fresh = self.picture.with_suffix(".new")
        fresh.symlink_to(picture.absolute())
        fresh.rename(self.picture)

    def sit_upright(self):
        self.show(self.source / "tests" / "footage" / "still_Female_Adult_01_y00_f0.jpg")

    def turn_right(self):
        self.show(self.shared / "synth" / "Female_Adult_01_y00_f0_turnR.jpg")

    def turn_left(self):
        self.show(self.shared / "synth" / "Female_Adult_01_y00_f0_turnL.jpg")

    def leave(self):
        self.show(self.wall)

    def settings(self):
        return ["--set", f"camera.source=file:{self.folder}", "--set", "camera.loop=true"]
