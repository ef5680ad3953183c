#!/usr/bin/env python3
"""Guided sessions from camera to dashboard: relief_run.py PLUMBLINE SOURCE_DIR [--all].

A real daemon watches somebody who turns the head and leaves the seat; sessions are led over a real mosquitto, and by a
terminal beside the daemon. Exit 77: skipped."""
import json
import pathlib
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "mqtt"))
from lab import BASE, Lab, expect, state, until  # noqa: E402
from person import Person  # noqa: E402

# Short enough for a test, and otherwise like the shipped ones.
CATALOGUE = """version: 1
entries:
  - {id: short_turn, kind: exercise, title: Short turn, phase: gentle, from_week: 1, needs: checked, camera: head_turn,
     evidence: custom, steps: ["Turn the head slowly."], stop: "Stop on pain.",
     dose: {hold_s: 3, reps: 1, sets: 1, each_side: true, per_day: 9}}
  - {id: short_break, kind: micro_break, title: Short break, needs: nothing, camera: break, evidence: custom,
     steps: ["Leave the seat."], dose: {hold_s: 3, reps: 1, sets: 1, per_day: 9}}
"""


class Desk:
    """The daemon, its broker, and who sits before the camera."""

    def __init__(self, lab, program, source):
        self.lab, self.program = lab, program
        self.state_dir = lab.folder / "state"
        self.person = Person(lab.folder, source)
        (lab.folder / "own.yaml").write_text(CATALOGUE)
        self.options = ["--state", str(self.state_dir), "--config", "/dev/null", "--set",
                        f"relief.catalogue={lab.folder / 'own.yaml'}", *self.person.settings()]
        self.daemon, self.ears = None, None

    def start(self):
        self.lab.start_broker()
        self.ears = self.lab.listen()
        self.log = open(self.lab.folder / "daemon.log", "wb")
        self.daemon = subprocess.Popen(
            [self.program, "run", *self.options, "--set", "mqtt.host=127.0.0.1", "--set", f"mqtt.port={self.lab.port}",
             "--set", "mqtt.device_id=test", "--set", "mqtt.interval_s=1"], stdout=self.log, stderr=self.log)
        if not until(lambda: self.exercise() or self.daemon.poll() is not None) or self.daemon.poll() is not None:
            said = (self.lab.folder / "daemon.log").read_text()
            if "model" in said:
                print("skipped: the models are not there (models/fetch)")
                sys.exit(77)
            raise AssertionError(said)

    def stop(self):
        if self.daemon:
            self.daemon.terminate()
            assert self.daemon.wait(15) == 0

    def order(self, **order):
        self.ears.publish(f"{BASE}/cmd/exercise", json.dumps(order))

    def exercise(self):
        return state(self.ears, "exercise")

    def relief(self, *arguments, **more):
        return subprocess.run([self.program, "relief", *arguments, *self.options], text=True, capture_output=True,
                              check=True, **more).stdout

    def kept(self):
        return json.loads((self.state_dir / "relief.json").read_text())

    def last(self):
        """What was logged last: id, outcome, seen, pain."""
        practices = self.kept()["practices"]
        if not practices:
            return ()
        _, _, name, outcome, seen, _, pain = practices[-1]
        return (name, ["done", "partly", "skipped", "stopped"][outcome], ["not_seen", "partly_seen", "seen"][seen], pain)


def settle(desk):
    """The first seconds of a session, at rest: the person is learnt."""
    desk.person.sit_upright()
    expect(lambda: desk.exercise().get("stage") == "ready", f"no session begins: {desk.exercise()}")
    time.sleep(3.2)


def a_first_session_teaches_the_own_best(desk):
    """How far the head goes is kept, whether or not that was enough for somebody unknown."""
    desk.order(start="short_turn")
    settle(desk)
    desk.person.turn_right()
    time.sleep(2.5)
    desk.person.turn_left()
    time.sleep(2.5)
    desk.order(stop=True)
    expect(lambda: desk.exercise().get("stage") is None, "the session did not stop")
    best = expect(lambda: desk.kept().get("turn_best_deg"), "no turn was kept")
    assert 15 < best["right"] < 30 and 15 < best["left"] < 30, best


def turns_are_counted_by_that_best_and_shown(desk):
    desk.order(start="short_turn")
    settle(desk)
    assert desk.exercise()["seen"] == "not_seen"
    desk.person.turn_right()
    expect(lambda: desk.exercise()["reps_seen"] == 1, f"no turn to the right was seen: {desk.exercise()}")
    assert desk.exercise()["seen"] == "partly_seen"
    desk.person.turn_left()
    expect(lambda: desk.exercise()["reps_seen"] == 2, f"no turn to the left was seen: {desk.exercise()}")
    assert desk.exercise()["seen"] == "seen"
    assert 0 < desk.exercise()["progress"] <= 100
    desk.order(done=True)
    expect(lambda: desk.exercise()["stage"] == "ask_pain", "nobody asked about pain")
    desk.order(pain=2)
    expect(lambda: desk.exercise().get("stage") is None, "the session did not end")
    assert desk.last() == ("short_turn", "done", "seen", 2), desk.last()


def the_range_can_be_forgotten(desk):
    assert json.loads(desk.relief("progress", "--json"))["turn_best_deg"]["right"] > 15
    assert "head turn at best" not in desk.relief("log", "--reset-range")
    assert json.loads(desk.relief("progress", "--json"))["turn_best_deg"] == {"right": None, "left": None}


def an_empty_seat_is_a_break(desk):
    desk.order(start="short_break")
    desk.person.leave()
    expect(lambda: desk.exercise().get("reps_seen") == 1, f"the empty seat was not seen: {desk.exercise()}")
    desk.person.sit_upright()
    desk.order(done=True)
    desk.order(pain=0)
    expect(lambda: desk.last() == ("short_break", "done", "seen", 0), "the break was not kept")


class Terminal:
    """`relief start` through a pipe: its lines as they come."""

    def __init__(self, desk, *arguments):
        self.lines = []
        self.process = subprocess.Popen([desk.program, "relief", "start", *desk.options, *arguments], text=True, bufsize=1,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        threading.Thread(target=lambda: self.lines.extend(self.process.stdout), daemon=True).start()

    def says(self, words):
        expect(lambda: any(words in line for line in list(self.lines)), f"no '{words}' in {self.lines}")

    def press(self, key):
        self.process.stdin.write(key + "\n")
        self.process.stdin.flush()

    def ends(self, code=0):
        assert self.process.wait(20) == code, self.lines


def turn_both_ways(desk, terminal):
    time.sleep(3.2)
    desk.person.turn_right()
    terminal.says("camera: 1 right, 0 left seen")
    desk.person.turn_left()
    terminal.says("camera: 1 right, 1 left seen")
    terminal.press("d")
    terminal.says("0 is no pain")
    terminal.press("1")
    terminal.says("short_turn: done, seen")
    terminal.ends()
    assert desk.last() == ("short_turn", "done", "seen", 1), desk.last()


def a_terminal_hands_its_session_to_the_daemon(desk):
    desk.person.sit_upright()
    terminal = Terminal(desk, "short_turn")
    terminal.says("The running daemon leads this")
    expect(lambda: desk.exercise().get("stage") == "ready", "the dashboard does not know of it")
    turn_both_ways(desk, terminal)
    expect(lambda: desk.exercise().get("stage") is None, "the daemon goes on")


def a_session_ended_from_elsewhere_ends_in_the_terminal(desk):
    terminal = Terminal(desk, "short_turn")
    terminal.says("get ready")
    desk.order(stop=True)
    terminal.says("short_turn: skipped")
    terminal.ends()


def a_session_begun_elsewhere_takes_over(desk):
    terminal = Terminal(desk, "short_turn")
    terminal.says("get ready")
    desk.order(start="short_break")
    terminal.says("another session was begun: short_break")
    terminal.ends()
    assert desk.last()[:2] == ("short_turn", "skipped"), desk.last()
    desk.order(stop=True)


def a_daemon_that_goes_is_said(desk):
    terminal = Terminal(desk, "short_turn")
    terminal.says("get ready")
    desk.stop()
    terminal.says("the daemon has gone")
    terminal.ends(1)
    assert not (desk.state_dir / "control").exists()


def without_a_daemon_the_terminal_looks_itself(desk):
    desk.person.sit_upright()
    terminal = Terminal(desk, "short_turn")
    terminal.says("camera: sit at rest")
    assert not any("daemon" in line for line in terminal.lines)
    turn_both_ways(desk, terminal)


def without_a_camera_the_word_counts(desk):
    terminal = Terminal(desk, "short_turn", "--set", "camera.source=/dev/video63")
    terminal.says("/dev/video63 is not there")
    terminal.press("d")
    terminal.says("0 is no pain")
    terminal.press("0")
    terminal.says("short_turn: done, not seen: your word counts")
    terminal.ends()
    assert desk.last() == ("short_turn", "done", "not_seen", 0), desk.last()


ALL = (a_first_session_teaches_the_own_best, turns_are_counted_by_that_best_and_shown, an_empty_seat_is_a_break,
       a_terminal_hands_its_session_to_the_daemon, a_session_ended_from_elsewhere_ends_in_the_terminal,
       a_session_begun_elsewhere_takes_over, a_daemon_that_goes_is_said, without_a_daemon_the_terminal_looks_itself, without_a_camera_the_word_counts,
       the_range_can_be_forgotten)
QUICK = (an_empty_seat_is_a_break, a_session_ended_from_elsewhere_ends_in_the_terminal,
         a_session_begun_elsewhere_takes_over, a_daemon_that_goes_is_said, without_a_camera_the_word_counts)


def main():
    lab = Lab(sys.argv[1])
    desk = Desk(lab, *sys.argv[1:3])
    try:
        if "--all" in sys.argv:
            desk.person.needs_footage()
        answers = [f"--answer={q['id']}=no" for q in json.loads(desk.relief("list", "--kind", "red_flag", "--json"))]
        desk.relief("check", *answers, stdin=subprocess.DEVNULL)
        desk.start()
        for part in ALL if "--all" in sys.argv else QUICK:
            begun = time.monotonic()
            part(desk)
            print(f"ok - {part.__name__} ({time.monotonic() - begun:.1f} s)", flush=True)
    finally:
        if desk.daemon and desk.daemon.poll() is None:
            desk.daemon.kill()
        lab.close()


main()
