#!/usr/bin/env python3
"""hard_use.py PLUMBLINE: people who ask for the impossible, disks that are full, pipes that close, narrow terminals: each gets
a sentence that says what would have been right, and the exit code of the contract."""
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.dom.minidom

plumbline = sys.argv[1]
work = tempfile.mkdtemp(prefix="plumbline-hard-")
state = os.path.join(work, "state")
environment = {k: v for k, v in os.environ.items() if not k.startswith("LC_") and k not in ("COLUMNS", "LANG")}
environment |= {"TZ": "Europe/Berlin", "LC_ALL": "C.UTF-8"}
failures = 0

DONE, FAILED, USAGE, CONFIG = 0, 1, 2, 78


def check(what, holds, seen=""):
    global failures
    if not holds:
        failures += 1
        print(f"FAIL {what}: {seen}")


def run(*args, stdin="", to=subprocess.PIPE, **env):
    return subprocess.run([plumbline, *args, "--state", state], input=stdin, stdout=to, stderr=subprocess.PIPE, text=True,
                          env=environment | env)


lines = [json.dumps({"t": t, "present": True, "forward_head_delta_cm": 0.4, "forward_head_sd_cm": 0.3} if t % 7200 < 6000 else
                    {"t": t, "present": False}) for t in range(0, 14 * 3600, 5)]
check("a day is lived", run("replay", "-", "--start", "2026-03-27T06:00:00", "--into-history", stdin="\n".join(lines)).returncode == DONE)

# What is asked for and cannot be: (words, exit code, what the sentence must hold).
asked = [
    ("stats --day 2026-02-30", USAGE, "2026-03-02"),
    ("stats --day 2026-13-01", USAGE, "2026-03-02"),
    ("stats --week --month", USAGE, "one of --day"),
    ("stats --day today --from 2026-03-01", USAGE, "one of --day"),
    ("stats --json --csv", USAGE, "one of --json"),
    ("stats --svg /nowhere/x.svg --json", USAGE, "one of --json"),
    ("stats --from 2000-01-01", USAGE, "4000 days"),
    ("stats --from 2026-03-02 --to 2026-03-01", USAGE, "after the last"),
    ("stats --svg /nowhere/x.svg", FAILED, "/nowhere/x.svg"),
    ("relief", USAGE, "not nothing"),
    ("relief show", USAGE, "show which entry?"),
    ("relief show nonsense", USAGE, "'nonsense'"),
    ("relief list --kind nonsense", USAGE, "exercise"),
    ("relief suggest", USAGE, "forward_head"),
    ("relief log --pain -1", USAGE, "0 to 10"),
    ("relief check --answer chest_pain=perhaps", USAGE, "ID=yes or ID=no"),
    ("config reset", USAGE, "reset KEY"),
    ("config reset alerts.dwel_s", CONFIG, "alerts.dwell_s"),
    ("config set alerts.dwell_s 1e99", CONFIG, "5 to 600"),
    ("check-config --set thresholds.forward_head_cm=nan", CONFIG, "1 to 15"),
    ("check-config --config /nowhere.yaml", CONFIG, "/nowhere.yaml"),
    ("replay /nowhere.jsonl", FAILED, "/nowhere.jsonl"),
    ("mqtt-forget", FAILED, "mqtt.host"),
]
for words, code, sentence in asked:
    done = run(*words.split())
    check(words, done.returncode == code and sentence in done.stderr, (done.returncode, done.stdout[:80], done.stderr))
for path in ("", "/tmp/" + "d" * 250):
    done = subprocess.run([plumbline, "stats", "--state", path], capture_output=True, text=True)
    check(f"a state directory of {len(path)} bytes", done.returncode == USAGE and "1 to 200 bytes" in done.stderr, done)
done = subprocess.run([plumbline, "version", "extra"], capture_output=True, text=True)
check("version takes nothing", done.returncode == USAGE and "'extra'" in done.stderr, done)

check("a long past fits into CSV", run("stats", "--from", "2000-01-01", "--csv").stdout.count("\n") > 800)
check("a change is undone", "systemctl reload" in run("config", "set", "alerts.dwell_s", "90").stdout
      and "systemctl reload" in run("config", "reset", "alerts.dwell_s").stdout)
check("no change, nothing undone", "nothing to undo" in run("config", "reset", "alerts.dwell_s").stdout)
with open(os.path.join(state, "settings.yaml"), "w") as file:
    file.write("alerts:\n  dwell_s: 99999\n")
check("a change that cannot be read is undone", "nothing to undo" not in run("config", "reset", "alerts.dwell_s").stdout
      and "left out" not in run("check-config").stderr)

# A full disk behind a redirection is no success.
for words in ("stats --csv --day 2026-03-27", "stats --week", "relief list", "check-config", "check-config --example",
              "replay -"):
    with open("/dev/full", "w") as full:
        done = run(*words.split(), to=full, stdin="\n".join(lines[:400]))
    check(words + " onto a full disk", done.returncode == FAILED and "No space left" in done.stderr, (done.returncode, done.stderr))

# `| head -1`: ends, and nothing else is said.
shell = subprocess.run(f"{plumbline} stats --csv --day 2026-03-27 --state {state} | head -1", shell=True, capture_output=True, text=True,
                       env=environment, timeout=20)
check("a closed pipe", shell.stdout.startswith("time,") and not shell.stderr, shell)

# No line is wider than the terminal.
for columns in (40, 50, 60, 71, 72, 80, 100):
    for span in ("--day 2026-03-27", "--day 2026-03-28", "--from 2026-03-20 --to 2026-03-27", "--from 2026-01-01 --to 2026-03-31"):
        page = run("stats", *span.split(), COLUMNS=str(columns)).stdout.rstrip("\n")
        widest = max(page.split("\n"), key=len)
        check(f"stats {span} in {columns} columns", page and len(widest.rstrip()) <= columns, (len(widest), widest))
page = run("stats", "--day", "2026-03-27", COLUMNS="40").stdout
marks = next(line for line in page.split("\n") if line.startswith("  06"))
row = page.split("\n")[page.split("\n").index(marks) + 1]
check("the hours stand over their marks", all(marks[2 + i:4 + i] == f"{6 + i // 2:02}" for i in range(0, 28, 4)) and len(row) >= 29, page)

# The same of relief, which asks the terminal itself; and no byte that a terminal without UTF-8 cannot show.
run("relief", "log", "--pain", "2")
for words in ("relief list", "relief list --all", "relief progress", "relief show chin_tuck"):
    for locale in ("C.UTF-8", "C"):
        done = subprocess.run(["script", "-qec", f"stty cols 40 rows 24; LC_ALL={locale} {plumbline} {words} --set relief.language=de --state {state}", os.devnull],
                              capture_output=True, env=environment, stdin=subprocess.DEVNULL)
        page = done.stdout.decode().replace("\r", "")
        check(f"{words} in {locale}", page and (locale != "C" or page.isascii()), page[:200])
        wide = [line for line in page.split("\n") if len(re.sub("\033\\[[0-9;]*m", "", line).rstrip()) > 40]
        check(f"{words} in 40 columns", not wide, wide[:5])

# A terminal that closes takes what runs in it along, which for `run` is not the reload that its signal means otherwise.
for words in ("run", "calibrate"):
    child, terminal = pty.fork()
    if child == 0:
        os.execve(plumbline, [plumbline, words, "--config", "/dev/null", "--state", f"{state}-{words}", "--set", "camera.source=synthetic:still"],
                  os.environ | {"TERM": "xterm"})
    os.read(terminal, 1)
    os.close(terminal)
    end = time.monotonic() + 10
    while (left := os.waitpid(child, os.WNOHANG)[0] == 0) and time.monotonic() < end:
        time.sleep(0.05)
    if left:
        os.kill(child, signal.SIGKILL)
    check(f"{words} ends with its terminal", not left)

# Dates in a language of another encoding: the terminal's own there, and a drawing that is XML all the same.
if shutil.which("localedef") and os.path.exists("/usr/share/i18n/locales/de_DE"):
    subprocess.run(["localedef", "-i", "de_DE", "-f", "ISO-8859-1", os.path.join(work, "de_DE")], capture_output=True)
    german = {"LOCPATH": work, "LC_ALL": "de_DE"}
    done = subprocess.run([plumbline, "stats", "--day", "2026-03-27", "--state", state], capture_output=True, env=environment | german)
    check("a date in German", "Freitag, 27 März 2026" in done.stdout.decode("latin-1"), done.stdout[:80])
    drawing = os.path.join(work, "day.svg")
    check("a drawing in that locale", run("stats", "--day", "2026-03-27", "--svg", drawing, **german).returncode == DONE)
    try:
        xml.dom.minidom.parse(drawing)
    except Exception as error:
        check("the drawing is XML", False, error)
else:
    print("not tried: locales of another encoding (no localedef)")

shutil.rmtree(work)
sys.exit(1 if failures else 0)
