#!/usr/bin/env python3
"""Packs an initramfs: programs with every library they need, kernel modules with those they depend on, and files.
What was unpacked from the archive is only copied, so it may be of another architecture."""
import argparse
import os
import re
import shutil
import subprocess
import tempfile


class Image:
    """What is copied is looked for in `roots`, the first one first."""

    def __init__(self, top, triplet, roots):
        self.top, self.triplet, self.roots, self.done = top, triplet, [root.rstrip("/") for root in roots], set()
        for name in ("bin", "sbin", "lib", "lib64"):
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
            is_elf = f.read(4) == b"\x7fELF"
        if is_elf:
            self.add_needed(source)

    def add_folder(self, path, source):
        for folder, _, names in os.walk(source):
            for name in sorted(names):
                inside = os.path.relpath(f"{folder}/{name}", source)
                self.add(f"{path}/{inside}", f"{folder}/{name}")

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
            self.add(self.library(elf, name))

    def library(self, elf, name):
        for folder in (f"/usr/lib/{self.triplet}", f"/usr/lib/{self.triplet}/systemd", "/usr/lib", "/usr/lib64"):
            if any(resolve(root, f"{folder}/{name}") for root in self.roots):
                return f"{folder}/{name}"
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
                if root and link.startswith(root):
                    link = link[len(root):]
                base = "" if link.startswith("/") else os.path.dirname(current)
                path = "/" + os.path.normpath(f"{base}/{link}{rest}").lstrip("/")
                break
        else:
            return root + path if os.path.isfile(root + path) else None
    return None


def dependencies(source):
    """{module: [its file, the files it needs]}; what is built into the kernel is not there."""
    found = {}
    with open(f"{source}/modules.dep", encoding="ascii") as f:
        for line in f:
            name, _, needs = line.partition(":")
            found[re.sub(r"\.ko(\.xz)?$", "", os.path.basename(name)).replace("-", "_")] = [name] + needs.split()
    return found


def needed_by(path):
    text = subprocess.run(["modinfo", "-F", "depends", path], capture_output=True, text=True, check=True).stdout
    return [name for name in text.strip().split(",") if name]


def add_modules(image, guest, kernel, names, built):
    source, target = f"{guest}/usr/lib/modules/{kernel}", f"{image.top}/usr/lib/modules/{kernel}"
    os.makedirs(target)
    if not os.path.exists(f"{guest}/lib"):
        os.symlink("usr/lib", f"{guest}/lib")
    if not os.path.exists(f"{source}/modules.dep"):
        subprocess.run(["depmod", "-b", guest, kernel], check=True)
    known = dependencies(source)
    asked = {path for name in names for path in known[name.replace("-", "_")]}
    needed = {path for module in built for name in needed_by(module) for path in known.get(name, ())}
    for path in sorted(asked | needed):
        plain = f"{target}/{path.removesuffix('.xz')}"
        os.makedirs(os.path.dirname(plain), exist_ok=True)
        if path.endswith(".xz"):
            with open(plain, "wb") as out:
                subprocess.run(["xz", "-dc", f"{source}/{path}"], stdout=out, check=True)
        else:
            shutil.copy(f"{source}/{path}", plain)
    for path in built:
        shutil.copy(path, target)
    for name in ("modules.builtin", "modules.builtin.modinfo", "modules.order"):
        shutil.copy(f"{source}/{name}", target)
    subprocess.run(["depmod", "-b", image.top, kernel], check=True)


def add_accounts(image):
    os.makedirs(f"{image.top}/etc", exist_ok=True)
    for folder in ("proc", "sys", "dev", "tmp", "run", "var/lib/plumbline"):
        os.makedirs(f"{image.top}/{folder}", exist_ok=True)
    for name, text in (("passwd", "root:x:0:0::/:/bin/sh\nmosquitto:x:100:100::/:/bin/false\n"),
                       ("group", "root:x:0:\nmosquitto:x:100:\n"), ("hosts", "127.0.0.1 localhost\n"),
                       ("machine-id", "0123456789abcdef0123456789abcdef\n")):
        with open(f"{image.top}/etc/{name}", "w", encoding="ascii") as f:
            f.write(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--triplet", required=True, help="of the machine that boots it, as in /usr/lib")
    parser.add_argument("--guest", required=True, help="the root that has the kernel and its modules")
    parser.add_argument("--kernel", required=True, help="its version")
    parser.add_argument("--root", action="append", default=[], help="another root to copy from")
    parser.add_argument("--module", action="append", default=[], help="of the kernel, by name")
    parser.add_argument("--built", action="append", default=[], help="a module that was built for it")
    parser.add_argument("--program", action="append", default=[], help="by its path in a root")
    parser.add_argument("--file", action="append", default=[], metavar="PATH=SOURCE", help="a file or a folder")
    a = parser.parse_args()
    with tempfile.TemporaryDirectory() as top:
        image = Image(top, a.triplet, [a.guest] + a.root)
        for program in a.program:
            image.add(program)
        for path, _, source in (each.partition("=") for each in a.file):
            (image.add_folder if os.path.isdir(source) else image.add)(path, source)
        add_modules(image, a.guest, a.kernel, a.module, a.built)
        add_accounts(image)
        names = subprocess.run(["find", "."], cwd=top, capture_output=True, check=True).stdout
        with open(a.out + ".part", "wb") as out:
            subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=top, input=names, stdout=out, check=True)
        os.replace(a.out + ".part", a.out)


if __name__ == "__main__":
    main()
