#!/usr/bin/python3
"""days.py PLUMBLINE: working days written as measurement lines, judged by `plumbline replay`.

A day is a list of scenes; what must be said about it is written beside it. Sums are computed here from the scenes,
never taken from the program."""
import json
import os
import subprocess
import sys
import tempfile

plumbline = sys.argv[1]
failures = 0

MIN, HOUR = 60, 3600


def sit(s, **numbers):
    return s, dict(present=True, forward_head_delta_cm=0.3, forward_head_sd_cm=0.7, head_drop_cm=0.2,
                   screen_distance_cm=62) | numbers


def forward(s, cm=3.4):
    return sit(s, forward_head_delta_cm=cm)


def away(s):
    return s, dict(present=False)


def hidden(s):
    return s, dict(present=True, reason="face_hidden", forward_head_delta_cm=None)


def hole(s):
    return s, None


def lines(scenes, step=1.0):
    t = end = 0.0
    for length, keys in scenes:
        end += length
        while t < end - 1e-9:
            if keys is not None:
                yield json.dumps(dict(t=round(t, 3)) | keys)
            t += step


def run(text, *options, start="2026-03-02T09:00:00", zone="Europe/Berlin", state=None):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write(text)
        file.flush()
        command = [plumbline, "replay", file.name, "--start", start, "--config", "/dev/null", *options]
        command += ["--state", state] if state else []
        return subprocess.run(command, capture_output=True, text=True, env=os.environ | {"TZ": zone})


def judge(scenes, *options, step=1.0, **more):
    done = run("\n".join(lines(scenes, step)) + "\n", *options, **more)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(what, holds, seen=""):
    global failures
    if not holds:
        failures += 1
        print(f"FAILED: {what}\n  {seen}")


def said(events, *kinds):
    """The events of these kinds as 'HH:MM:SS kind detail'."""
    detail = {"posture_alert": "level", "break_due": "level", "break": "length_s", "suppressed": "reason",
              "camera": "state", "too_close": "screen_distance_cm"}
    return [" ".join([e["time"][11:19], e["event"]] + ([str(e[detail[e["event"]]])] if e["event"] in detail else []))
            for e in events if e["event"] in kinds]


ALERTS = "posture_alert", "too_close", "break_due"


def near(a, b, tolerance=3):
    return abs(a - b) <= tolerance


def expect(name, events, golden, *kinds):
    got = said(events, *(kinds or ALERTS))
    check(name, got == golden, "said " + json.dumps(got) + "\n  expected " + json.dumps(golden))


def sums(name, events, **expected):
    last = events[-1]
    check(f"{name}: the last line is the summary", last["event"] == "summary", last)
    for key, value in expected.items():
        check(f"{name}: {key}", near(last[key], value), f"{last[key]}, expected {value}")


# --- silence -----------------------------------------------------------------------------------

def upright_with_breaks():
    events = judge([sit(25 * MIN), away(5 * MIN)] * 16)
    expect("upright with breaks: silence", events, [])
    sums("upright with breaks", events, seated_s=400 * MIN, good_s=400 * MIN, poor_s=0, away_s=80 * MIN, breaks=15,
         longest_sit_s=25 * MIN)


def short_bursts():
    events = judge([forward(50), sit(70)] * 12 + [away(150)] + [forward(50), sit(70)] * 12)
    expect("short bursts: silence", events, [])
    expect("short bursts: nothing is even held back", events, [], "suppressed")


def nothing_known():
    for keys in (dict(present=False, reason="low_light"), dict(present=True, reason="low_confidence")):
        events = judge([(8 * HOUR, keys)], step=5)
        expect(f"nothing known ({keys['reason']}): silence", events, [])
    sums("nothing known", events, good_s=0, poor_s=0)


def face_never_seen():
    events = judge([hidden(29 * MIN), away(150)] * 4)
    expect("face never seen: silence", events, [])
    sums("face never seen", events, unknown_s=4 * 29 * MIN, good_s=0, poor_s=0)


# --- what must be told -----------------------------------------------------------------------------

def forward_all_day():
    events = judge([forward(8 * HOUR)])
    alerts = [e["t"] for e in events if e["event"] == "posture_alert"]
    expect("forward all day: the first is said after the dwell", events[:2], ["09:02:00 posture_alert soft"])
    check("forward all day: at most 8", len(alerts) <= 8, alerts)
    check("forward all day: at most 2 an hour",
          all(sum(t <= u < t + 3600 for u in alerts) <= 2 for t in alerts), alerts)
    check("forward all day: 15 min apart", all(b - a >= 900 for a, b in zip(alerts, alerts[1:])), alerts)
    check("forward all day: more than a few", len(alerts) >= 5, alerts)
    reasons = {e["reason"] for e in events if e["event"] == "suppressed"}
    check("forward all day: every silence has its reason",
          {"cooldown", "hourly_budget", "break_due_soon", "backed_off"} <= reasons, reasons)
    expect("forward all day: breaks", events,
           ["09:30:00 break_due soft"] + [f"{h}:00:00 break_due firm" for h in range(10, 17)], "break_due")
    sums("forward all day", events, poor_s=8 * HOUR, good_s=0, longest_sit_s=8 * HOUR)
    check("forward all day: alerts are counted", events[-1]["alerts"]["posture_alert"] == len(alerts), events[-1])


def camera_fails_a_third_of_the_time():
    expect("camera failing 20 s of each minute", judge([forward(40), hole(20)] * 20),
           ["09:02:00 posture_alert soft", "09:17:00 posture_alert soft"])
    expect("unseen 20 s of each minute", judge([forward(40), hidden(20)] * 20),
           ["09:02:00 posture_alert soft", "09:17:00 posture_alert soft"])
    events = judge([forward(20 * MIN), hole(10 * MIN)] * 4)
    check("camera failing ten minutes of each half hour",
          len(said(events, "posture_alert")) >= 4, said(events, *ALERTS))
    sums("camera failing", events, seated_s=80 * MIN - 4, missing_s=30 * MIN + 3)


def absences():
    events = judge([sit(20 * MIN), away(60), sit(20 * MIN)])
    expect("an absence of 60 s holds the timer", events, ["09:31:00 break_due soft"], *ALERTS, "break")
    events = judge([sit(20 * MIN), away(130), sit(20 * MIN)])
    expect("an absence of 130 s is a break", events, ["09:22:19 break 130.0"], *ALERTS, "break")
    sums("an absence of 130 s", events, breaks=1, seated_s=40 * MIN, away_s=130)


def standing_up():
    """By the head's height where that is known, and by a head that left the picture where it is not."""
    for rise in (dict(head_drop_cm=-38), dict(head_above=True, reason="out_of_frame", head_drop_cm=None)):
        events = judge([sit(20 * MIN), sit(130, **rise), sit(10 * MIN)])
        check("standing up is said", len(said(events, "standing")) == 1, said(events, "standing"))
        check("standing for 130 s is a break", near(events[-1]["standing_s"], 130) and events[-1]["breaks"] == 1, events[-1])


def walk_by():
    events = judge([away(10 * MIN), sit(6), away(10 * MIN), sit(4), away(10 * MIN)])
    expect("somebody walks by", events, ["09:00:10 away"], "sitting", "standing", "away", "break")
    sums("somebody walks by", events, seated_s=0)


def hole_of_three_hours():
    events = judge([sit(25 * MIN), hole(3 * HOUR), sit(25 * MIN)])
    expect("a hole of 3 h: no alert, no break", events, [], *ALERTS, "break")
    sums("a hole of 3 h", events, seated_s=50 * MIN, missing_s=3 * HOUR, longest_sit_s=25 * MIN)


def exercises():
    """What is suggested to somebody who has not answered the safety check: nothing that needs one."""
    with tempfile.TemporaryDirectory() as state:
        events = judge([forward(70 * MIN)], state=state)
        given = [(e["t"], e["id"], e["because"]) for e in events if e["event"] == "exercise"]
        alerts = {e["t"] for e in events if e["event"] in ALERTS}
        check("an exercise comes with an alert", given and {t for t, _, _ in given} <= alerts, given)
        check("it says why", given[0][2] == "forward_head", given)
        check("never the same twice running", all(a[1] != b[1] for a, b in zip(given, given[1:])), given)
        check("none when relief is off",
              not said(judge([forward(5 * MIN)], "--set", "relief.enabled=false", state=state), "exercise"))
        still = judge([sit(28 * MIN, trunk_forward_cm=0, shoulder_tilt_deg=1)], state=state)
        expect("a trunk that keeps still for 20 min", still, ["09:20:00 exercise"], "exercise")
        moving = judge([sit(9 * MIN, trunk_forward_cm=0), sit(10 * MIN, trunk_forward_cm=6)], state=state)
        expect("a trunk that moves", moving, [], "exercise")


# --- the clock on the wall -----------------------------------------------------------------------

QUIET = "--set", "alerts.quiet_hours=22:00-07:00"


def quiet_over_midnight():
    events = judge([forward(12 * HOUR)], *QUIET, start="2026-03-02T20:00:00", step=2)
    hours = {int(e["time"][11:13]) for e in events if e["event"] in ALERTS}
    check("quiet hours over midnight: nothing from 22 to 7", hours <= {20, 21, 7}, hours)
    check("quiet hours over midnight: something before and after", {21, 7} <= hours, hours)
    check("quiet hours over midnight: the reason is said",
          "quiet_hours" in {e["reason"] for e in events if e["event"] == "suppressed"})
    days = [e for e in events if e["event"] == "summary"]
    check("a day ends at midnight", [d["date"] for d in days] == ["2026-03-02", "2026-03-03"], days)
    check("the days hold what was lived in them",
          near(days[0]["seated_s"], 4 * HOUR, 12) and near(days[1]["seated_s"], 8 * HOUR, 12), days)


def hole_over_midnight():
    """What nothing is known of belongs to the day that it lies in; days without any data are not told."""
    for start, scenes, missing_s in (
            ("2026-03-02T22:00:00", [sit(HOUR), hole(10 * HOUR), sit(HOUR)], {"2026-03-02": HOUR, "2026-03-03": 9 * HOUR}),
            ("2026-03-02T22:00:00", [sit(HOUR), hole(82 * HOUR), sit(HOUR)], {"2026-03-02": HOUR, "2026-03-06": 9 * HOUR}),
            ("2026-03-02T23:50:00", [sit(5 * MIN), away(30 * MIN), sit(5 * MIN)], {"2026-03-02": 0, "2026-03-03": 0})):
        days = [e for e in judge(scenes, start=start, step=2) if e["event"] == "summary"]
        check(f"a hole over midnight from {start}", [d["date"] for d in days] == list(missing_s) and
              all(near(d["missing_s"], missing_s[d["date"]], 5) for d in days), days)
        check("nothing is lost over it", near(sum(d["seated_s"] for d in days), sum(s for s, k in scenes if k and k["present"]), 12), days)


def quiet_over_the_change_of_clocks(start, zone_after, quiet_s):
    """Quiet from 22:00 to 07:00: an hour shorter in spring, longer in autumn."""
    events = judge([forward(16 * HOUR)], *QUIET, "--set", "sitting.soft_min=20", start=start, step=2)
    silent = [b["t"] - a["t"] for a, b in zip(
        [e for e in events if e["event"] in ALERTS], [e for e in events if e["event"] in ALERTS][1:])]
    loud = [e["time"] for e in events if e["event"] in ALERTS]
    check(f"{start}: nothing from 22 to 7 by the clock on the wall",
          all(7 <= int(t[11:13]) < 22 for t in loud), loud)
    check(f"{start}: quiet for {quiet_s} s", quiet_s <= max(silent) <= quiet_s + 45 * MIN, silent)
    check(f"{start}: the zone is written", loud[-1].endswith(zone_after), loud[-1])


def both_changes_of_clocks():
    quiet_over_the_change_of_clocks("2026-03-28T20:00:00", "+02:00", 8 * HOUR)
    quiet_over_the_change_of_clocks("2026-10-24T20:00:00", "+01:00", 10 * HOUR)


def time_jumps_back():
    text = "\n".join(list(lines([sit(20 * MIN)])) + list(lines([sit(20 * MIN)]))) + "\n"
    done = run(text)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    check("a jump back is survived", done.returncode == 0, done.stderr)
    check("a jump back is said", ":1201: time goes back" in done.stderr, done.stderr)
    sums("a jump back", events, seated_s=40 * MIN)


# --- a file that is wrong --------------------------------------------------------------------------

def bad_lines():
    good = '{"t":1,"present":true}\n'
    for text, word in ((good + "{\n", ":2"), (good + '{"t":2}\n', "present"), ("\n" + '{"present":true}\n', ":2"),
                       (good + '{"t":2,"present":true,"reason":"tired"}\n', "reason"),
                       (good + '{"t":2,"present":true,"head_drop_cm":"low"}\n', "head_drop_cm"), ("", "no measurement")):
        done = run(text)
        check(f"a bad line is answered: {text!r}", done.returncode == 1 and word in done.stderr, done.stderr)
    done = subprocess.run([plumbline, "replay", "/nowhere.jsonl"], capture_output=True, text=True)
    check("a missing file", done.returncode == 1 and "/nowhere.jsonl" in done.stderr, done.stderr)
    for wrong in ([], ["a", "b"], ["--start", "soon", "a"]):
        done = subprocess.run([plumbline, "replay", *wrong], capture_output=True, text=True)
        check(f"wrong use {wrong}", done.returncode == 2 and done.stderr, done.stderr)


# --- a week into the history --------------------------------------------------------------------

def week():
    """Monday 23 to Sunday 29 March 2026 in Berlin: clocks go forward in the last night, somebody works over a midnight."""
    days = {"2026-03-%02d" % d: dict(seated_s=0, good_s=0, poor_s=0, unknown_s=0, away_s=0, breaks=0)
            for d in range(23, 30)}
    with tempfile.TemporaryDirectory() as state:
        for day in range(23, 28):
            date = f"2026-03-{day}"
            part = [sit(25 * MIN), forward(5 * MIN), hidden(2 * MIN), away(4 * MIN)]
            judge(part * (day - 18), start=f"{date}T09:00:00", state=state, *["--into-history"])
            n, want = day - 18, days[date]
            want.update(seated_s=n * 32 * MIN, good_s=n * 25 * MIN, poor_s=n * 5 * MIN, unknown_s=n * 2 * MIN,
                        away_s=n * 4 * MIN, breaks=n - 1)
        # Saturday 23:30 for 4 h of time: to 04:30 on the wall, because 02:00 becomes 03:00.
        scenes = [sit(20 * MIN), away(4 * MIN)] * 10
        for again in range(2):  # the same recording twice must not count twice
            judge(scenes, start="2026-03-28T23:30:00", state=state, *["--into-history"])
        days["2026-03-28"].update(seated_s=26 * MIN, good_s=26 * MIN, away_s=4 * MIN, breaks=1)
        days["2026-03-29"].update(seated_s=174 * MIN, good_s=174 * MIN, away_s=36 * MIN, breaks=8)
        done = subprocess.run([plumbline, "stats", "--from", "2026-03-23", "--to", "2026-03-29", "--json", "--state",
                               state, "--config", "/dev/null"], capture_output=True, text=True,
                              env=os.environ | {"TZ": "Europe/Berlin"})
        check("stats runs", done.returncode == 0, done.stderr)
        got = {d["date"]: d for d in json.loads(done.stdout)["days"]}
        for date, want in days.items():
            for key, value in want.items():
                check(f"week: {date} {key}", near(got[date][key], value, 12), f"{got[date][key]}, expected {value}")


for day in (upright_with_breaks, short_bursts, nothing_known, face_never_seen, forward_all_day,
            camera_fails_a_third_of_the_time, absences, standing_up, walk_by, hole_of_three_hours, exercises, quiet_over_midnight, hole_over_midnight,
            both_changes_of_clocks, time_jumps_back, bad_lines, week):
    before = failures
    day()
    print("ok" if failures == before else "FAILED", day.__name__)
sys.exit(1 if failures else 0)
