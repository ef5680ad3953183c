#!/usr/bin/env python3
"""completion.py PLUMBLINE: what bash, zsh and fish make of a key press, in the shells themselves on a terminal of their own.

The folder has a file and directories that are called like commands, so that names of files do not get in between."""
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

plumbline = os.path.abspath(sys.argv[1])
failures = 0
PATIENCE = 10  # seconds; only a shell that does not complete waits so long

# What is typed before the key, and what the line must be after it.
LINES = [("plumbline st", "plumbline stats "),
         ("plumbline check-c", "plumbline check-config "),
         ("plumbline stats --mon", "plumbline stats --month "),
         ("plumbline run --set camera.so", "plumbline run --set camera.source="),
         ("plumbline relief prog", "plumbline relief progress "),
         ("plumbline config re", "plumbline config reset "),
         ("plumbline config set alerts.mo", "plumbline config set alerts.mode "),
         ("plumbline analyze vid", "plumbline analyze video.mp4 "),
         ("plumbline stats --svg vid", "plumbline stats --svg video.mp4 "),
         ("plumbline doctor --js", "plumbline doctor --json ")]


def check(what, holds, seen=""):
    global failures
    print(("ok   " if holds else "FAIL ") + what + ("" if holds else f": {seen!r}"))
    failures += not holds


class Terminal:
    def __init__(self, *argv, env):
        pid, self.fd = pty.fork()
        if not pid:
            os.chdir(folder)
            os.execvpe(argv[0], argv, os.environ | {"TERM": "dumb", "COLUMNS": "200"} | env)

    def until(self, text):
        seen, end = "", time.monotonic() + PATIENCE
        while text not in seen and time.monotonic() < end:
            if select.select([self.fd], [], [], 0.05)[0]:
                seen += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", os.read(self.fd, 65536).decode(errors="replace"))
        return seen

    def type(self, text):
        os.write(self.fd, text.encode())


def typed(shell, terminal):
    for before, after in LINES:
        terminal.type(before)
        terminal.until(before[-1])
        terminal.type("\t")
        rest = after[len(before):]
        seen = terminal.until(rest)
        terminal.type("#\n")  # a word of its own, so that nothing is run and the line is seen to be right
        seen += terminal.until("READY")
        check(f"{shell}: {before}", rest in seen.replace("\r", ""), seen[-200:])


with tempfile.TemporaryDirectory(prefix="plumbline-completion-") as folder:
    for name in ("stats", "config", "check-colours"):
        os.mkdir(os.path.join(folder, name))
    open(os.path.join(folder, "video.mp4"), "w").close()
    for shell in ("bash", "zsh", "fish"):
        page = subprocess.run([plumbline, "pages", shell], capture_output=True, text=True, check=True).stdout
        with open(os.path.join(folder, "_plumbline" if shell == "zsh" else shell + ".completion"), "w") as to:
            to.write(page)

    # The shells run a function in place of the program: nothing but completion is tried.
    if shutil.which("bash"):
        bash = Terminal("bash", "--norc", "--noprofile", "-i", env={"PS1": "READY ", "INPUTRC": "/dev/null"})
        bash.until("READY")
        bash.type("plumbline() { :; }; source ./bash.completion\n")
        bash.until("READY ")
        typed("bash", bash)
    else:
        print("skipped: bash is not here")
    if shutil.which("zsh"):
        zsh = Terminal("zsh", "-f", "-i", env={"PS1": "READY "})
        zsh.until("READY")
        zsh.type("unsetopt zle_bracketed_paste; setopt interactive_comments; plumbline() { : }; fpath=($PWD $fpath); autoload -U compinit; compinit -u -D\n")
        zsh.until("READY ")
        typed("zsh", zsh)
    else:
        print("skipped: zsh is not here")
    if shutil.which("fish"):
        # fish tells without a terminal what it would offer.
        for before, after in LINES:
            done = subprocess.run(["fish", "--no-config", "-c", f"source ./fish.completion; complete -C '{before}'"], cwd=folder,
                                  capture_output=True, text=True)
            word = after.split(" ")[-1] or after.split(" ")[-2]
            offered = [line.split("\t")[0] for line in done.stdout.splitlines()]
            check(f"fish: {before}", offered == [word], done.stdout + done.stderr)
    else:
        print("skipped: fish is not here")
sys.exit(1 if failures else 0)
