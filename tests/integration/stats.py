#!/usr/bin/env python3
"""stats.py PLUMBLINE: what people see of a day: characters, colours, widths, drawings, gaps with their reason."""
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.dom.minidom

plumbline = sys.argv[1]
state = tempfile.mkdtemp(prefix="plumbline-stats-")
failures = 0


def run(*args, stdin=None, ok=True, **env):
    base = {k: v for k, v in os.environ.items() if not k.startswith("LC_") and k not in ("COLUMNS", "NO_COLOR", "LANG")}
    done = subprocess.run([plumbline, *args, "--state", state], input=stdin, capture_output=True, text=True,
                          env=base | {"TZ": "Europe/Berlin", "LC_ALL": "C.UTF-8"} | env)
    if ok and done.returncode:
        sys.exit(f"{args}: {done.stderr}")
    return done


def on_terminal(command, **env):
    """The same on a terminal of 80 columns, through script(1)."""
    words = " ".join(f"{k}='{v}'" for k, v in env.items())
    done = subprocess.run(["script", "-qec", f"stty cols 80; {words} {plumbline} {command} --state {state}", "/dev/null"],
                          capture_output=True, text=True, env=os.environ | {"TZ": "Europe/Berlin", "LC_ALL": "C.UTF-8"})
    return done.stdout.replace("\r", "")


def check(what, holds, seen=""):
    global failures
    print(("ok   " if holds else "FAIL ") + what + ("" if holds else f": {seen}"))
    failures += not holds


def day(start, minutes):
    lines = []
    for t in range(0, minutes * 60, 5):
        here = t % 3600 < 3000
        lines.append(json.dumps({"t": t, "present": here} | (
            {"forward_head_delta_cm": 3.2 if t % 3600 > 2400 else 0.4, "forward_head_sd_cm": 0.3, "confidence": 0.9}
            if here else {})))
    run("replay", "-", "--start", start, "--into-history", stdin="\n".join(lines))


day("2026-03-27T09:00:00", 300)
day("2026-03-29T00:30:00", 240)  # clocks go forward at 2
day("2026-03-30T08:30:00", 480)

text = run("stats", "--day", "2026-03-27").stdout
check("a pipe gets plain characters", text.isascii() and "\033" not in text, text)
check("the day has its name", "Friday, 27 March 2026" in text, text)
check("the timeline shows both postures and the breaks", re.search(r"#+%+ +", text) is not None, text)
check("missing time has a reason", "No data for 19 h 00 min: Plumbline was not running." in text, text)
wide = max(len(line) for line in run("stats", "--from", "2026-03-24", "--to", "2026-03-30", COLUMNS="80").stdout.split("\n"))
check("80 columns are enough", wide <= 80, wide)
check("a range says which days lack data", run("stats", "--from", "2026-03-26", "--to", "2026-03-30").stdout.count("was not running") >= 2)

run("replay", "-", "--start", "2026-03-25T09:00:00", "--into-history", stdin="\n".join(json.dumps({"t": t, "present": True}) for t in [*range(600), *range(7800, 8400)]))
text = run("stats", "--day", "2026-03-25").stdout
check("each reason has its time", re.search(r"No data for 23 h 40 min:\n +21 h 40 min  Plumbline was not running\n +2 h 00 min  nothing could be made out", text), text)
missing = json.loads(run("stats", "--day", "2026-03-25", "--json").stdout)["days"][0]
check("so it has in JSON", missing["missing_because"] == "not_running" and abs(missing["missing_by"]["no_data"] - 7200) < 5 and
      abs(sum(missing["missing_by"].values()) - missing["missing_s"]) < 1, missing)
check("a day without data says why", "No data: Plumbline was not running." in run("stats", "--day", "2026-03-26").stdout)
check("a day in the future is no gap", "No data: still to come." in run("stats", "--day", "2999-01-01").stdout)

seen = on_terminal("stats --day 2026-03-27")
check("a terminal gets blocks and colours", "█" in seen and "\033[32m" in seen, seen)
seen = on_terminal("stats --day 2026-03-27", NO_COLOR="1")
check("NO_COLOR is respected", "█" in seen and "\033[" not in seen, seen)
seen = on_terminal("stats --day 2026-03-27", LC_ALL="C")
check("a terminal without UTF-8 gets ASCII", "#" in seen and "█" not in seen, seen)

days = json.loads(run("stats", "--from", "2026-03-27", "--to", "2026-03-30", "--json").stdout)["days"]
check("JSON has a row a day", [d["date"] for d in days] == ["2026-03-27", "2026-03-28", "2026-03-29", "2026-03-30"], days)
for d in days:
    known = d["seated_s"] + d["standing_s"] + d["away_s"]
    length = 82800 if d["date"] == "2026-03-29" else 86400
    check(f"{d['date']}: known and missing time make the whole day", abs(known + d["missing_s"] - length) < 1.5, d)
    check(f"{d['date']}: judged time is seated time", abs(d["good_s"] + d["poor_s"] + d["unknown_s"] - d["seated_s"]) < 1, d)
check("the day without data knows no median", days[1]["forward_head_median_cm"] is None and days[1]["missing_because"] == "not_running", days[1])

rows = list(csv.DictReader(io.StringIO(run("stats", "--day", "2026-03-27", "--csv").stdout)))
check("CSV has a line a minute", 299 <= len(rows) <= 301 and all(r["length_s"] == "60" for r in rows), len(rows))
check("CSV adds up to JSON", abs(sum(float(r["seated_s"]) for r in rows) - days[0]["seated_s"]) < 0.5)

drawing = os.path.join(state, "week.svg")
run("stats", "--from", "2026-03-27", "--to", "2026-03-30", "--svg", drawing)
boxes = xml.dom.minidom.parse(drawing).getElementsByTagName("rect")
check("the drawing is XML with boxes for both postures", {"good", "poor", "away"} <= {b.getAttribute("class") for b in boxes})


def boxes_of(date):
    """The drawing of one day: (class, hour of the day, y, height) of each box, by the marks of the hours."""
    run("stats", "--day", date, "--svg", drawing)
    page = xml.dom.minidom.parse(drawing)
    mark = {t.firstChild.data: float(t.getAttribute("x")) for t in page.getElementsByTagName("text") if t.getAttribute("class") == "s"}
    hour = (mark["12"] - mark["0"]) / 12
    legend = max(float(b.getAttribute("y")) for b in page.getElementsByTagName("rect") if b.getAttribute("class"))
    return [(b.getAttribute("class"), (float(b.getAttribute("x")) - mark["0"]) / hour, float(b.getAttribute("y")), float(b.getAttribute("height")))
            for b in page.getElementsByTagName("rect") if b.getAttribute("class") and float(b.getAttribute("y")) < legend]


# Clocks went forward at 2 and back at 3; the marks of the hours hold for what was lived afterwards as well.
for date, zone in (("2026-03-29", "forward"), ("2026-10-25", "back")):
    day(f"{date}T09:00:00", 60)
    hours = [h for name, h, _, _ in boxes_of(date) if name == "good" and h > 6]
    check(f"clocks {zone}: nine o'clock stands at its mark", abs(min(hours) - 9) < 0.01, min(hours))
check("the hour that was skipped is empty", not [b for b in boxes_of("2026-03-29") if 2 <= b[1] < 3], boxes_of("2026-03-29"))
day("2026-10-25T00:00:00", 300)  # until four o'clock: the hour from two is lived twice
twice = [(y, height) for _, h, y, height in boxes_of("2026-10-25") if 2 <= h < 3]
check("the hour that was lived twice has two halves", len(set(twice)) == 2 and twice[0][1] * 2 == boxes_of("2026-10-25")[0][3], set(twice))
check("nothing is drawn behind the end", max(h for _, h, _, _ in boxes_of("2026-10-25") if h < 6) < 4)
check("a drawing that cannot be written is said", run("stats", "--svg", "/nowhere/x.svg", ok=False).returncode == 1)
subprocess.run(["rm", "-r", state], check=True)
sys.exit(1 if failures else 0)
