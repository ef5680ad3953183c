#!/usr/bin/env python3
"""Packs the initramfs of the emulated Pi: busybox, the programs of the scenario with every library they
need, the kernel modules of the camera, our program, the models and the clip. Nothing is executed."""
import argparse
import os
import re
import shutil
import subprocess
import tempfile

TRIPLET = "aarch64-linux-gnu"
PROGRAMS = ["/usr/bin/busybox", "/usr/bin/kmod", "/usr/bin/gpioset", "/usr/bin/gpioget", "/usr/bin/v4l2-ctl",
            "/usr/sbin/mosquitto", "/usr/bin/mosquitto_sub", "/usr/bin/mosquitto_pub"]
MODULES = ["uvcvideo", "vhci-hcd", "bcm2835_wdt"]
FULL_MODULES = ["vivid", "configfs"]  # of the second tier
MODELS = re.compile(r"\.(tflite|binarypb)$")


class Image:
    def __init__(self, top, roots):
        self.top, self.roots, self.done = top, roots, set()
        for name in ("bin", "sbin", "lib"):
            os.makedirs(f"{top}/usr/{name}", exist_ok=True)
            os.symlink(f"usr/{name}", f"{top}/{name}")

    def add(self, path, source=None):
        """Copies one file to `path`, and whatever shared libraries it needs."""
        if path in self.done:
            return
        self.done.add(path)
        source = source or self.find(path)
        target = self.top + path
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy(source, target)
        with open(source, "rb") as f:
            if f.read(4) == b"\x7fELF":
                self.add_needed(source)

    def find(self, path):
        for root in self.roots:
            real = resolve(root, path)
            if real:
                return real
        raise SystemExit(f"initramfs: {path} is in none of {', '.join(self.roots)}")

    def add_needed(self, elf):
        text = subprocess.run(["readelf", "-ld", elf], capture_output=True, text=True, check=True).stdout
        for interpreter in re.findall(r"interpreter: (\S+)\]", text):
            self.add("/usr" + interpreter if not interpreter.startswith("/usr") else interpreter)
        for name in re.findall(r"\(NEEDED\).*\[(.*)\]", text):
            for folder in (f"/usr/lib/{TRIPLET}", f"/usr/lib/{TRIPLET}/systemd", "/usr/lib"):
                if any(resolve(root, f"{folder}/{name}") for root in self.roots):
                    self.add(f"{folder}/{name}")
                    break
            else:
                raise SystemExit(f"initramfs: {elf} needs {name}, which is nowhere")


def resolve(root, path):
    """The real file behind `path` as seen from inside `root`, or None."""
    for _ in range(40):
        current = ""
        for part in path.strip("/").split("/"):
            current += "/" + part
            if os.path.islink(root + current):
                link = os.readlink(root + current)
                rest = path[len(current):] if path.startswith("/") else ("/" + path)[len(current):]
                if link.startswith(root):
                    link = link[len(root):]
                base = "" if link.startswith("/") else os.path.dirname(current)
                path = os.path.normpath(f"{base}/{link}{rest}")
                break
        else:
            return root + path if os.path.isfile(root + path) else None
    return None


def add_modules(image, guest, kernel, names, built):
    source, target = f"{guest}/usr/lib/modules/{kernel}", f"{image.top}/usr/lib/modules/{kernel}"
    os.makedirs(target)
    if not os.path.exists(f"{guest}/lib"):
        os.symlink("usr/lib", f"{guest}/lib")
    subprocess.run(["depmod", "-b", guest, kernel], check=True)
    dependencies = {}
    with open(f"{source}/modules.dep", encoding="ascii") as f:
        for line in f:
            name, _, needs = line.partition(":")
            dependencies[re.sub(r"\.ko(\.xz)?$", "", os.path.basename(name))] = [name] + needs.split()
    for path in sorted({p for m in names for p in dependencies[m]}):
        plain = f"{target}/{path.removesuffix('.xz')}"
        os.makedirs(os.path.dirname(plain), exist_ok=True)
        with open(plain, "wb") as out:
            subprocess.run(["xz", "-dc", f"{source}/{path}"], stdout=out, check=True)
    for path in built:
        shutil.copy(path, target)
    for name in ("modules.builtin", "modules.builtin.modinfo", "modules.order"):
        shutil.copy(f"{source}/{name}", target)
    subprocess.run(["depmod", "-b", image.top, kernel], check=True)


def add_accounts(image):
    os.makedirs(f"{image.top}/etc")
    for folder in ("proc", "sys", "dev", "tmp", "run", "var/lib/plumbline"):
        os.makedirs(f"{image.top}/{folder}", exist_ok=True)
    for name, text in (("passwd", "root:x:0:0::/:/bin/sh\nmosquitto:x:100:100::/:/bin/false\n"),
                       ("group", "root:x:0:\nmosquitto:x:100:\n"), ("hosts", "127.0.0.1 localhost\n"),
                       ("machine-id", "0123456789abcdef0123456789abcdef\n")):
        with open(f"{image.top}/etc/{name}", "w", encoding="ascii") as f:
            f.write(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("guest", "sysroot", "kernel", "build", "scenario", "clip", "stills", "models", "out"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--full", metavar="FOLDER", help="what the second tier needs besides: files, and modules built for it")
    a = parser.parse_args()
    with tempfile.TemporaryDirectory() as top:
        image = Image(top, [a.guest, a.sysroot])
        for program in PROGRAMS:
            image.add(program)
        image.add("/usr/bin/plumbline", f"{a.build}/plumbline")
        image.add("/hil/webcam", f"{a.build}/webcam")
        image.add("/hil/clip.mjpg", a.clip)
        for name in sorted(os.listdir(a.scenario)):
            image.add("/init" if name == "init" else f"/hil/{name}", f"{a.scenario}/{name}")
        for name in sorted(os.listdir(a.stills)):
            image.add(f"/hil/stills/{name}", f"{a.stills}/{name}")
        for name in sorted(os.listdir(a.models)):
            if MODELS.search(name):
                image.add(f"/usr/share/plumbline/models/{name}", f"{a.models}/{name}")
        built = []
        for folder, _, names in os.walk(a.full) if a.full else []:
            for name in sorted(names):
                path = f"{folder}/{name}"
                if name.endswith(".ko"):
                    built.append(path)
                else:
                    image.add(f"/hil/{os.path.relpath(path, a.full)}", path)
        add_modules(image, a.guest, a.kernel, MODULES + (FULL_MODULES if a.full else []), built)
        add_accounts(image)
        names = subprocess.run(["find", "."], cwd=top, capture_output=True, check=True).stdout
        with open(a.out + ".part", "wb") as out:
            subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=top, input=names, stdout=out, check=True)
        os.replace(a.out + ".part", a.out)


if __name__ == "__main__":
    main()
