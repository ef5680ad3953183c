#!/usr/bin/env python3
"""check.py PLACE BUILD: plumbline of BUILD beside the Home Assistant that setup made in PLACE."""
import datetime
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration" / "mqtt"))
from home import Home  # noqa: E402
from lab import BASE, CONFIG, Lab, until  # noqa: E402

passed = failed = 0


def check(what, good, detail=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print("ok  " if good else "FAIL", what, detail if detail or good else "", flush=True)
    return good


class Daemon:
    """plumbline run, watching a made-up picture."""

    def __init__(self, lab, build):
        self.log = open(lab.folder / "daemon.log", "ab")
        self.command = [str(build / "plumbline"), "run", "--state", str(lab.folder / "state")]
        for setting in ("camera.source=synthetic", "mqtt.host=127.0.0.1", f"mqtt.port={lab.port}", "mqtt.device_id=test"):
            self.command += ["--set", setting]
        self.command += shlex.split(os.environ.get("PL_RUN_OPTIONS", ""))
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
        return self.process and self.process.wait(20)


def entity_id(component):
    return component["default_entity_id"]


def expected_state(component, value):
    """What Home Assistant makes of a value in our JSON."""
    if value is None:
        return "unknown"
    if component["platform"] in ("switch", "binary_sensor"):
        return value.lower()
    return value


def agrees(component, value, state):
    expected = expected_state(component, value)
    if state in ("unknown", "unavailable"):
        return state == expected
    if component.get("device_class") == "timestamp" and value:
        return datetime.datetime.fromisoformat(state) == datetime.datetime.fromisoformat(value)
    if isinstance(expected, (int, float)):
        return re.fullmatch(r"-?[0-9.]+", state) is not None and abs(float(state) - expected) < 1e-6
    return state == expected


def disagreements(components, client, states):
    """Entities whose state is not what the broker last heard from us."""
    wrong = []
    for key, component in components.items():
        name = re.search(r"value_json\.(\w+)", component.get("value_template", ""))
        got = client.on(component.get("state_topic", ""))
        state = states.get(entity_id(component), {}).get("state")
        if not name or not got:
            continue
        value = json.loads(got[-1].payload).get(name[1])
        if state is None or not agrees(component, value, state):
            wrong.append(f"{key} is {state}, not {value}")
    return wrong


def complaints(log):
    return [line for line in log.splitlines()
            if re.search(r" (WARNING|ERROR) ", line) and re.search(r"mqtt|plumbline", line, re.I)]


class Checks:
    def __init__(self, place, build):
        self.lab = Lab(str(build / "tests/integration/sinks_driver"))
        self.build = build
        self.home = Home(place, self.lab.folder)
        self.daemon = Daemon(self.lab, build)
        self.client, self.live = None, {}

    def in_agreement(self, seconds=60):
        until(lambda: not disagreements(self.live, self.client, self.home.states()), seconds)
        return disagreements(self.live, self.client, self.home.states())

    def unavailable(self):
        states = self.home.states()
        return [k for k, c in self.live.items() if states.get(entity_id(c), {}).get("state") == "unavailable"]

    def everything_is_found(self):
        got = until(lambda: self.client.on(CONFIG), 60)
        components = json.loads(got[-1].payload)["components"]
        self.live = {k: c for k, c in components.items() if "unique_id" in c and c.get("enabled_by_default", True)}
        wanted = {entity_id(c) for c in self.live.values()}
        found = until(lambda: wanted <= set(self.home.states()), 30)
        check("every enabled entity is there", found, f"{len(wanted)} of {len(components)} components")
        wrong = self.in_agreement()
        check("every state is what the broker was told", not wrong, "; ".join(wrong[:5]))
        states = self.home.states()
        odd = [k for k, c in self.live.items() for f in ("device_class", "unit_of_measurement", "icon", "options")
               if f in c and states[entity_id(c)]["attributes"].get(f) != c[f]]
        check("classes, units, icons and options are as announced", not odd, ", ".join(odd))

    def is_at(self, key, value):
        """Whether a number has this value; Home Assistant may lose the broker for a moment on a busy machine."""
        try:
            return float(self.home.states()[entity_id(self.live[key])]["state"]) == value
        except (KeyError, ValueError):
            return False

    def asked_for(self, number, value):
        """Home Assistant drops a call without a word while an entity is unavailable, so it may take a second one."""
        self.home.call("number", "set_value", entity_id=number, value=value)
        return until(lambda: self.is_at("forward_head_cm", value), 5)

    def commands_work(self):
        number, switch = entity_id(self.live["forward_head_cm"]), entity_id(self.live["alerts_enabled"])
        check("a threshold is changed", until(lambda: self.asked_for(number, 3.5), 30))
        self.home.call("number", "set_value", entity_id=number, value=1)
        check("a threshold below its clear level reverts", until(lambda: self.is_at("forward_head_cm", 3.5), 30))
        self.home.call("switch", "turn_off", entity_id=switch)
        check("a switch is turned off", until(lambda: self.home.states()[switch]["state"] == "off", 10))
        self.home.call("switch", "turn_on", entity_id=switch)
        check("and on", until(lambda: self.home.states()[switch]["state"] == "on", 10))
        self.home.call("button", "press", entity_id=entity_id(self.live["snooze"]))
        heard = until(lambda: "snoozed" in self.client.on(f"{BASE}/state/live")[-1].payload, 10)
        check("snooze is pressed and 'why' says so", heard, self.client.on(f"{BASE}/state/live")[-1].payload[-160:])
        kept = [m.topic for m in self.client.messages if "/cmd/" in m.topic and m.retain]
        check("no command stays on the broker", not kept, ", ".join(kept))

    def restarts_are_survived(self):
        self.daemon.stop(signal.SIGKILL)
        check("killed: its will makes everything unavailable", until(lambda: len(self.unavailable()) == len(self.live), 40))
        self.daemon.start()
        check("started again: everything is back", until(lambda: not self.unavailable(), 40) and not self.in_agreement())
        check("the changed threshold outlived it", self.is_at("forward_head_cm", 3.5))
        self.lab.stop_broker()
        check("broker away: everything is unavailable", until(lambda: len(self.unavailable()) == len(self.live), 40))
        self.lab.start_broker()
        self.client = self.lab.listen()
        check("broker back and empty: everything is back", until(lambda: not self.unavailable(), 90) and not self.in_agreement())
        check("Home Assistant restarts", self.home.restart() == 100)
        check("and has everything again", until(lambda: self.home.states() and not self.unavailable(), 90) and not self.in_agreement())

    def an_alert_is_seen(self):
        """The sinks alone stand in for the daemon: a real alert takes minutes of bad posture."""
        event = entity_id(self.live["last_alert"])
        before = self.home.states()[event]["state"]
        check("stopped: exit status 0 and offline at once", self.daemon.stop() == 0 and
              until(lambda: len(self.unavailable()) == len(self.live), 8))
        driver = self.lab.drive()
        until(driver.is_online, 20)
        driver.say("alert 1")
        seen = until(lambda: self.home.states()[event]["state"] not in (before, "unavailable", "unknown"), 15)
        attributes = self.home.states()[event]["attributes"]
        check("an alert is an event with its attributes", seen and attributes.get("event_type") == "poor posture" and
              attributes.get("posture") == "forward head", str(attributes))
        driver.stop()

    def it_is_forgotten(self):
        done = subprocess.run([self.daemon.command[0], "mqtt-forget", *self.daemon.command[2:]], capture_output=True, text=True, timeout=60)
        gone = until(lambda: not {entity_id(c) for c in self.live.values()} & set(self.home.states()), 15)
        check("mqtt-forget removes the device", done.returncode == 0 and gone, done.stderr)

    def run(self):
        self.lab.start_broker()
        self.client = self.lab.listen()
        check("Home Assistant starts", self.home.start())
        check("it is set up with the broker", self.home.set_up(self.lab.port))
        self.daemon.start()
        self.everything_is_found()
        self.commands_work()
        wrong = complaints(self.home.log())
        check("its log has no complaint about us", not wrong, "; ".join(wrong[:3]))
        self.restarts_are_survived()
        self.an_alert_is_seen()
        self.it_is_forgotten()

    def close(self):
        self.daemon.stop(signal.SIGKILL)
        self.home.stop()
        if failed:
            print((self.lab.folder / "daemon.log").read_text()[-3000:])
        self.lab.close()


def main():
    checks = Checks(sys.argv[1], pathlib.Path(sys.argv[2]).resolve())
    try:
        checks.run()
    except Exception as error:  # a failure like any other, after which everything still has to be stopped
        heard = [m for m in checks.client.messages if not m.topic.startswith(f"{BASE}/state") and m.topic != CONFIG] if checks.client else []
        check("the run came to its end", False, f"{error!r}; heard {heard[-12:]}")
    finally:
        checks.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
