#!/usr/bin/env python3
"""check.py PLACE BUILD [--pictures FOLDER]: plumbline of BUILD beside the Home Assistant that setup made in PLACE."""
import argparse
import datetime
import glob
import json
import pathlib
import re
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration" / "mqtt"))
from browser import Browser  # noqa: E402
from daemon import Daemon  # noqa: E402
from home import Home  # noqa: E402
from lab import BASE, CONFIG, Lab, until  # noqa: E402
from phone import Phone  # noqa: E402

GUIDE = (HERE.parents[1] / "docs" / "homeassistant.md").read_text()
BLUEPRINT, DASHBOARD = "plumbline/alert_to_phone.yaml", "posture-desk"

passed = failed = 0


def check(what, good, detail=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print("ok  " if good else "FAIL", what, detail if detail or good else "", flush=True)
    return good


def entity_id(component):
    return component["default_entity_id"]


def yaml_after(heading):
    """The YAML that the guide shows under a heading."""
    return re.search(rf"## {heading}\n.*?```yaml\n(.*?)```", GUIDE, re.S)[1]


def entities_in(thing):
    """Every entity that a dashboard names."""
    if isinstance(thing, str):
        return {thing} if re.fullmatch(r"[a-z_]+\.plumbline_[a-z_]+", thing) else set()
    parts = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else []
    return set().union(*map(entities_in, parts))


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
            if re.search(r" (WARNING|ERROR) ", line) and re.search(r"mqtt|plumbline|blueprint|automation", line, re.I)]


class Checks:
    def __init__(self, arguments):
        self.lab = Lab(None)
        self.home = Home(arguments.place, self.lab.folder)
        self.daemon = Daemon(self.lab, arguments.build.resolve() / "plumbline")
        self.pictures = arguments.pictures
        self.phone = Phone()
        self.client, self.components, self.live = None, {}, {}

    # --- what is seen -------------------------------------------------------------------------

    def state_of(self, key):
        return self.home.states().get(entity_id(self.components[key]), {}).get("state")

    def in_agreement(self, seconds=60):
        until(lambda: not disagreements(self.live, self.client, self.home.states()), seconds)
        return disagreements(self.live, self.client, self.home.states())

    def unavailable(self):
        states = self.home.states()
        return [k for k, c in self.live.items() if states.get(entity_id(c), {}).get("state") == "unavailable"]

    def all_unavailable(self, seconds):
        return until(lambda: len(self.unavailable()) == len(self.live), seconds)

    def everything_is_back(self, seconds):
        return until(lambda: self.home.states() and not self.unavailable(), seconds) and not self.in_agreement()

    # --- the checks, in the order of a day ----------------------------------------------------

    def everything_is_found(self):
        got = until(lambda: self.client.on(CONFIG), 60)
        self.components = json.loads(got[-1].payload)["components"]
        entities = {k: c for k, c in self.components.items() if "unique_id" in c}
        self.live = {k: c for k, c in entities.items() if c.get("enabled_by_default", True)}
        wanted = {entity_id(c) for c in self.live.values()}
        found = until(lambda: wanted <= set(self.home.states()), 30)
        check("every enabled entity is there", found, f"{len(wanted)} of {len(self.components)} components")
        wrong = self.in_agreement()
        check("every state is what the broker was told", not wrong, "; ".join(wrong[:5]))
        states = self.home.states()
        odd = [k for k, c in self.live.items() for f in ("device_class", "unit_of_measurement", "icon", "options", "min", "max", "step")
               if f in c and states[entity_id(c)]["attributes"].get(f) != c[f]]
        check("classes, units, ranges, icons and options are as announced", not odd, ", ".join(odd))
        triggers = self.home.tell("device_automation/trigger/list", device_id=self.device())
        ours = sorted(t["subtype"] for t in triggers if t["domain"] == "mqtt")
        check("the three triggers of the device are offered", ours == ["break_due", "poor_posture", "too_close"], ", ".join(ours))

    def device(self):
        return next(d["id"] for d in self.home.tell("config/device_registry/list") if ["mqtt", "plumbline_test"] in d["identifiers"])

    def the_guide_is_right(self):
        """The dashboard and the blueprint of docs/homeassistant.md, as a person would put them in."""
        view = self.home.read_yaml(yaml_after("A dashboard"))
        named = entities_in(view)
        missing = named - set(self.home.states())
        check("the dashboard's entities are there", named and not missing, f"{len(named)} named; missing: {sorted(missing)}")
        self.home.tell("lovelace/dashboards/create", url_path=DASHBOARD, title="Posture", mode="storage")
        self.home.tell("lovelace/config/save", url_path=DASHBOARD, config={"views": [view]})
        check("the dashboard is taken", self.home.tell("lovelace/config", url_path=DASHBOARD)["views"] == [view])
        self.home.tell("blueprint/save", domain="automation", path=BLUEPRINT, yaml=yaml_after("A phone that says it"))
        known = self.home.tell("blueprint/list", domain="automation").get(BLUEPRINT, {})
        check("the blueprint is valid", known.get("metadata", {}).get("name") == "Posture alert to a phone", known.get("error", ""))
        phone = self.phone.register(self.home)
        check("a phone is there", phone)
        made, _ = self.home.ask("POST", "/api/config/automation/config/alert_to_phone", {"alias": "Alert to phone", "use_blueprint": {
            "path": BLUEPRINT, "input": {"alert": entity_id(self.components["last_alert"]), "phone": phone}}})
        on = until(lambda: self.home.states().get("automation.alert_to_phone", {}).get("state") == "on", 15)
        check("an automation is made from it", made == 200 and on)

    def set_number(self, key, value):
        """Home Assistant drops a call to an entity that is unavailable without a word, so that is waited for."""
        until(lambda: self.state_of(key) not in ("unavailable", None), 30)
        status = self.home.call("number", "set_value", entity_id=entity_id(self.components[key]), value=value)
        done = until(lambda: self.state_of(key) in (str(value), str(float(value))), 10)
        if not done:
            was = [s["state"] for s in self.home.history_of(entity_id(self.components[key]))]
            print(f"     {key} is {self.state_of(key)}; the call was answered {status}; it has been {was}")
        return done

    def refused(self, key, value):
        before = self.state_of(key)
        status = self.home.call("number", "set_value", entity_id=entity_id(self.components[key]), value=value)
        return status >= 400 and self.state_of(key) == before

    def commands_work(self):
        switch = entity_id(self.live["alerts_enabled"])
        check("a threshold is changed", self.set_number("forward_head_cm", 3.5))
        check("one that the configuration would refuse is refused", self.refused("forward_head_cm", 1.5) and self.refused("forward_head_cm", 5.5))
        self.home.call("switch", "turn_off", entity_id=switch)
        check("a switch is turned off", until(lambda: self.home.states()[switch]["state"] == "off", 10))
        self.home.call("switch", "turn_on", entity_id=switch)
        check("and on", until(lambda: self.home.states()[switch]["state"] == "on", 10))

    def an_alert_is_seen(self):
        """The film leans forward for 8 s in each of its rounds, so with a short delay the daemon tells it."""
        check("the alert's delay is changed", self.set_number("dwell_s", 5))
        event = entity_id(self.live["last_alert"])

        def seen():
            return [s["attributes"] for s in self.home.history_of(event) if s["attributes"].get("event_type") == "poor posture"]

        until(seen, 90)
        told = self.daemon.events("posture_alert")
        alert = (seen() or [{}])[0]
        check("an alert of the daemon is an event with its attributes", told and alert.get("posture") == "forward head" and
              alert.get("head_offset") == told[0]["forward_head_delta_cm"] and alert.get("level") == "soft", str(alert))
        rung = until(lambda: self.phone.heard, 15)
        check("and rings the phone", rung and self.phone.heard[0]["title"] == "Posture", str([p["message"] for p in self.phone.heard]))
        check("the day's alerts are counted", until(lambda: self.state_of("alerts_today") == "1", 15))
        check("an exercise comes with it", until(lambda: self.state_of("exercise") not in ("unknown", None), 15), self.state_of("exercise"))
        check("the safety check is due", self.state_of("safety") == "due")
        time.sleep(2)
        check("the phone rang once", len(self.phone.heard) == 1)

    def snooze_is_pressed(self):
        self.home.call("button", "press", entity_id=entity_id(self.live["snooze"]))
        heard = until(lambda: self.state_of("why") == "snoozed", 10)
        check("snooze is pressed and 'why' says so", heard, self.state_of("why"))
        kept = [m.topic for m in self.client.messages if "/cmd/" in m.topic and m.retain]
        check("no command stays on the broker", not kept, ", ".join(kept))

    def availability_is_steady(self):
        """What flickers here is ours when the broker heard it, and otherwise Home Assistant's own connection."""
        said = {t: [m.payload for m in self.client.on(f"{BASE}/{t}")] for t in ("availability", "camera/availability")}
        camera = said["camera/availability"]
        check("we never said that we were gone", set(said["availability"]) == {"online"} and
              "offline" not in camera[camera.index("online"):], str(said))
        states = [s["state"] for s in self.home.history_of(entity_id(self.live["dwell_s"]))]
        known = next((i for i, s in enumerate(states) if s != "unavailable"), 0)  # an entity begins as unavailable
        check("and Home Assistant never lost sight of us", "unavailable" not in states[known:], str(states))

    def restarts_are_survived(self):
        self.daemon.stop(signal.SIGKILL)
        check("killed: its will makes everything unavailable", self.all_unavailable(40))
        self.daemon.start()
        check("started again: everything is back", self.everything_is_back(40))
        check("the changed threshold outlived it", self.state_of("forward_head_cm") == "3.5", self.state_of("forward_head_cm"))
        self.lab.stop_broker()
        check("broker away: everything is unavailable", self.all_unavailable(40))
        self.lab.start_broker()
        self.client = self.lab.listen()
        check("broker back and empty: everything is back", self.everything_is_back(90))
        for key in set(self.components) - set(self.live):
            if "unique_id" in self.components[key]:
                self.home.tell("config/entity_registry/update", entity_id=entity_id(self.components[key]), disabled_by=None)
        check("Home Assistant restarts", self.home.restart() == 100)
        self.live = {k: c for k, c in self.components.items() if "unique_id" in c}
        check("and has everything again, what was disabled too", self.everything_is_back(90), f"{len(self.live)} entities")

    def every_number_is_filled(self):
        """What the daemon knows while it sees somebody must not stay unknown."""
        pressed = {k for k, c in self.live.items() if c["platform"] == "button"}
        warm = any(re.match(r"cpu|soc|x86_pkg|coretemp|k10temp", pathlib.Path(f).read_text()) for f in glob.glob("/sys/class/thermal/*/type"))
        may_be_unknown = pressed | {"exercise", "last_alert"} | (set() if warm else {"cpu_temp"})

        def empty():
            states = self.home.states()
            return {k for k, c in self.live.items() if states[entity_id(c)]["state"] in ("unknown", "unavailable")} - may_be_unknown

        self.home.call("button", "press", entity_id=entity_id(self.live["break_taken"]))
        filled = until(lambda: not empty(), 60)
        states = {k: self.state_of(k) for k in self.live if k not in pressed}
        check("every entity has a value", filled, f"empty: {sorted(empty())}" if not filled else " ".join(f"{k}={v}" for k, v in states.items()))
        likely = until(lambda: 0 <= float(self.state_of("score")) <= 100 and 100 <= float(self.state_of("neck_effort")) < 300 and
                       40 < float(self.state_of("screen_distance")) < 70 and float(self.state_of("fps")) > 0, 60)
        check("and a likely one", likely)

    def it_is_stopped_and_forgotten(self):
        check("stopped: exit status 0 and offline at once", self.daemon.stop() == 0 and self.all_unavailable(8))
        done = subprocess.run(self.daemon.command("mqtt-forget"), capture_output=True, text=True, timeout=60)
        gone = until(lambda: not {entity_id(c) for c in self.live.values()} & set(self.home.states()), 15)
        check("mqtt-forget removes the device", done.returncode == 0 and gone, done.stderr)

    def it_is_looked_at(self):
        """In a real browser, where there is one: no card of the dashboard is an error."""
        with Browser.find(self.home) as browser:
            if not browser:
                print("     not looked at: no Chromium is installed (./dev packages browser)")
                return
            page = browser.show(f"/{DASHBOARD}/0", 1280, 900)
            check("the dashboard is drawn without an error", page.cards > 8 and not page.errors, f"{page.cards} cards; {page.errors}")
            if self.pictures:
                page.save(self.pictures / "homeassistant-dashboard.png", 256, 56, 1024, 560)
                page = browser.show(f"/config/devices/device/{self.device()}", 1280, 2760)
                page.save(self.pictures / "homeassistant-device.png", 262, 90, 680, 2680)

    def run(self):
        self.daemon.calibrate()
        self.lab.start_broker()
        self.client = self.lab.listen()
        check("Home Assistant starts", self.home.start())
        check("it is set up with the broker", self.home.set_up(self.lab.port))
        self.daemon.start()
        self.everything_is_found()
        self.the_guide_is_right()
        self.commands_work()
        self.an_alert_is_seen()
        self.snooze_is_pressed()
        self.availability_is_steady()
        self.it_is_looked_at()
        wrong = complaints(self.home.log())
        check("its log has no complaint about us", not wrong, "; ".join(wrong[:3]))
        self.restarts_are_survived()
        self.every_number_is_filled()
        self.it_is_stopped_and_forgotten()

    def close(self):
        self.phone.close()
        self.daemon.stop(signal.SIGKILL)
        self.home.stop()
        if failed:
            print(*self.daemon.log[-40:], *complaints(self.home.log())[-20:], sep="\n")
            print((self.lab.folder / "mosquitto.log").read_text()[-3000:])
        self.lab.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("place", type=pathlib.Path)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--pictures", type=pathlib.Path, help="a folder for pictures of the device's page and the dashboard")
    checks = Checks(parser.parse_args())
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
