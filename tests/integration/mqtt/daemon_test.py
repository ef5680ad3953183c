#!/usr/bin/env python3
"""plumbline run with a film and a real mosquitto: daemon_test.py PLUMBLINE SCENARIO (--list names them). Exit 77: skipped."""
import datetime
import json
import signal
import sys
import time

from daemon import Daemon
from lab import BASE, CONFIG, expect, state, until
from scenarios import main

QUICK = "alerts: {dwell_s: 5}\n"


def begin(lab, settings=""):
    """A broker, somebody who listens, and the daemon, online."""
    daemon = Daemon(lab, lab.program, settings)
    daemon.calibrate()
    lab.start_broker()
    client = lab.listen()
    daemon.start()
    expect(lambda: availability(client) == "online", f"never online: {daemon.log}")
    return daemon, client


def availability(client):
    return ([m.payload for m in client.on(f"{BASE}/availability")] or [None])[-1]


def posture_alerts(client):
    told = [json.loads(m.payload) for m in client.on(f"{BASE}/event/alert")]
    return [t for t in told if t["event_type"] == "poor posture"]


def moment(text):
    return datetime.datetime.fromisoformat(text).timestamp()


def the_daemon_announces_in_order_and_goes_online_last(lab):
    _, client = begin(lab)
    topics = [m.topic for m in client.messages]
    states = [f"{BASE}/state/{s}" for s in ("live", "session", "config", "diag", "exercise", "safety")]
    first = topics[:topics.index(f"{BASE}/availability") + 1]
    assert first == [CONFIG, *states, f"{BASE}/camera/availability", f"{BASE}/availability"], first
    expect(lambda: state(client, "live")["presence"] == "ON" and state(client, "live")["score"] is not None, "nobody is seen")
    expect(lambda: client.on(f"{BASE}/camera/availability")[-1].payload == "online", "the camera is not there")


def a_killed_daemon_is_offline_by_its_will(lab):
    daemon, client = begin(lab)
    daemon.stop(signal.SIGKILL)
    expect(lambda: availability(client) == "offline", "the will was not told")
    daemon.start()
    expect(lambda: availability(client) == "online", "not back")


def a_stopped_daemon_says_offline_before_it_goes(lab):
    daemon, client = begin(lab, "alerts: {command: /bin/true}\n")
    assert daemon.stop() == 0
    assert not daemon.logged("hook:"), daemon.log
    # Its will would come ten seconds later: what is heard now it said itself.
    assert until(lambda: availability(client) == "offline", 3), "no goodbye"


def an_alert_during_an_outage_arrives_once_with_its_time(lab):
    daemon, client = begin(lab, QUICK)
    lab.stop_broker()
    expect(lambda: daemon.logged("lost"), "the loss was not noticed")
    assert until(lambda: daemon.events("posture_alert"), 60), f"no alert: {daemon.lines}"
    time.sleep(31)  # what is younger than 30 s is not late
    lab.start_broker()
    client = lab.listen()
    assert until(lambda: posture_alerts(client), 70), f"the alert was lost: {daemon.log}"
    daemon.stop()
    daemon.start()  # nor does the next life tell it again
    expect(lambda: len(client.on(CONFIG)) >= 2, "not back")
    time.sleep(2)
    told, said = posture_alerts(client), daemon.events("posture_alert")
    assert len(told) == 1, told
    assert abs(moment(told[0]["time"]) - moment(said[0]["time"])) < 1 and told[0]["late"] is True, (told, said)
    assert told[0]["head_offset"] == said[0]["forward_head_delta_cm"] and told[0]["level"] == said[0]["level"]


def echo(client, key, payload, name, value):
    """How long an order takes until its setting is published, in ms."""
    begin_at = time.monotonic()
    client.publish(f"{BASE}/cmd/{key}", payload)
    expect(lambda: state(client, "config").get(name) == value, f"{key} was not echoed: {state(client, 'config')}")
    return 1000 * (time.monotonic() - begin_at)


def orders_are_obeyed_kept_and_echoed(lab):
    daemon, client = begin(lab)
    time.sleep(1.5)  # past the second announce
    took = [echo(client, *order) for order in (
        ("forward_head_cm", "3.5", "forward_head_cm", 3.5), ("dwell_s", "90", "dwell_s", 90), ("alerts_enabled", "OFF", "alerts_enabled", "OFF"),
        ("mode", "silent", "mode", "silent"), ("camera_pause", "ON", "camera_pause", "ON"))]
    print("echoes in ms:", " ".join(f"{t:.0f}" for t in took))
    expect(lambda: client.on(f"{BASE}/camera/availability")[-1].payload == "offline", "a paused camera is still available")
    echo(client, "camera_pause", "OFF", "camera_pause", "OFF")
    echo(client, "alerts_enabled", "ON", "alerts_enabled", "ON")
    echo(client, "mode", "training", "mode", "training")
    client.publish(f"{BASE}/cmd/snooze", "PRESS")
    expect(lambda: state(client, "live")["why"] == "snoozed", "not snoozed")
    assert "forward_head_cm: 3.5" in (daemon.state / "settings.yaml").read_text()
    daemon.stop()
    daemon.start()
    expect(lambda: len(client.on(CONFIG)) >= 2 and availability(client) == "online", "not back")
    assert state(client, "config")["forward_head_cm"] == 3.5 and state(client, "config")["dwell_s"] == 90


def other_programs_ask_for_quiet(lab):
    daemon, client = begin(lab)
    for key, payload, why in (("inhibit", "ON", "asked to be quiet"), ("inhibit", "OFF", "nothing to say"), ("dismiss", "PRESS", "dismissed")):
        client.publish(f"{BASE}/cmd/{key}", payload)
        expect(lambda why=why: state(client, "live")["why"] == why, f"{key} {payload}: {state(client, 'live')}")


def an_order_that_the_configuration_refuses_reverts(lab):
    daemon, client = begin(lab)
    time.sleep(1.5)
    before = len(client.on(f"{BASE}/state/config"))
    client.publish(f"{BASE}/cmd/forward_head_cm", "1")  # not above its clear level, 1.5
    expect(lambda: len(client.on(f"{BASE}/state/config")) > before, "the old value was not said again")
    assert state(client, "config")["forward_head_cm"] == 2.5
    assert daemon.logged("thresholds.forward_head_cm stays as it was"), daemon.log
    assert not (daemon.state / "settings.yaml").exists()


def ranges_follow_the_configuration(lab):
    daemon, client = begin(lab)

    def head():
        number = json.loads(client.on(CONFIG)[-1].payload)["components"]["forward_head_cm"]
        return number["min"], number["max"]

    assert head() == (2, 5), head()
    before = len(client.on(CONFIG))
    daemon.configure("thresholds: {forward_head_clear_cm: 2, forward_head_cm: 6, forward_head_strong_cm: 8}\n")
    assert daemon.reload()
    expect(lambda: head() == (2.5, 8), f"not announced: {head()}")
    assert len(client.on(CONFIG)) == before + 1
    # Home Assistant may have met the new value with the old range: it comes once more.
    after = client.messages.index(client.on(CONFIG)[-1])
    again = expect(lambda: [m for m in client.messages[after:] if m.topic == f"{BASE}/state/config"], "the value was not said again")
    assert json.loads(again[-1].payload)["forward_head_cm"] == 6


if __name__ == "__main__":
    sys.exit(main(globals()))
