#!/usr/bin/env python3
"""The sinks against a real mosquitto: mqtt_test.py PROGRAM SCENARIO (--list names them). Exit 77: skipped."""
import http.server
import json
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

from lab import BASE, CONFIG, alerts, expect, state
from scenarios import main


def online(client):
    return [m.payload for m in client.on(f"{BASE}/availability")][-1:] == ["online"]


def announces_in_order_and_goes_online_last(lab):
    lab.start_broker()
    client = lab.listen()
    lab.drive()
    expect(lambda: online(client), "never online")
    topics = [m.topic for m in client.messages]
    states = [f"{BASE}/state/{s}" for s in ("live", "session", "config", "diag", "exercise", "safety")]
    first = topics[:topics.index(f"{BASE}/availability") + 1]
    assert first == [CONFIG, *states, f"{BASE}/camera/availability", f"{BASE}/availability"], first
    late = lab.listen(name="late")
    expect(lambda: len(late.messages) >= 9, "not everything is retained")
    assert all(m.retain for m in late.messages[:9])
    assert not late.on(f"{BASE}/event/alert")
    assert len(json.loads(client.on(CONFIG)[0].payload)["components"]) == 48
    # Home Assistant subscribes after it has read the configuration: the states come once more.
    expect(lambda: len(client.on(f"{BASE}/state/safety")) >= 2, "the states were not said again")


def a_killed_program_is_offline_by_its_will(lab):
    lab.start_broker()
    client = lab.listen()
    driver = lab.drive()
    expect(lambda: online(client), "never online")
    driver.stop(signal.SIGKILL)
    expect(lambda: not online(client), "the will was not told")
    late = lab.listen(f"{BASE}/availability", "late")
    expect(lambda: late.messages and late.messages[0].payload == "offline", "the will is not retained")


def a_stopped_program_says_offline_before_it_goes(lab):
    lab.start_broker()
    client = lab.listen()
    driver = lab.drive(will_delay=60)
    expect(lambda: online(client), "never online")
    assert driver.stop() == 0
    expect(lambda: not online(client), "no goodbye: the will would have come only after a minute")


def a_broker_that_restarts_empty_gets_everything_again_and_each_event_once(lab):
    lab.start_broker()
    client = lab.listen()
    driver = lab.drive()
    expect(lambda: online(client), "never online")
    driver.say("alert 3")
    expect(lambda: alerts(client) == [1, 2, 3], "alerts did not arrive")
    lab.stop_broker()
    expect(lambda: not driver.is_online(), "the loss was not noticed")
    driver.say("alert 5")
    driver.say("break")
    driver.say("exercise")  # not worth keeping
    time.sleep(1)
    lab.start_broker()
    client = lab.listen()
    expect(lambda: online(client), "did not come back")
    expect(lambda: client.on(f"{BASE}/event/session"), "the end of the session was lost")
    time.sleep(1)
    assert alerts(client) == [4, 5, 6, 7, 8], alerts(client)
    assert client.on(CONFIG) and state(client, "config")["forward_head_cm"] == 2.5
    assert all(not m.retain for m in client.on(f"{BASE}/event/alert"))
    assert len(driver.logged("lost")) == 1 and len(driver.logged("cannot connect")) <= 1, driver.log


def a_frozen_broker_is_left_and_hears_each_event_once(lab):
    lab.start_broker()
    client = lab.listen()
    driver = lab.drive(keepalive=2)
    expect(lambda: online(client), "never online")
    lab.broker.send_signal(signal.SIGSTOP)
    driver.say("alert 4")
    expect(lambda: not driver.is_online(), "a frozen broker was not noticed")
    lab.broker.send_signal(signal.SIGCONT)
    expect(lambda: len(alerts(client)) >= 4, "events were lost")
    expect(driver.is_online, "did not come back")
    time.sleep(2)
    assert alerts(client) == [1, 2, 3, 4], alerts(client)


def a_program_stops_in_time_though_the_broker_is_frozen(lab):
    lab.start_broker()
    client = lab.listen()
    driver = lab.drive()
    expect(lambda: online(client), "never online")
    lab.broker.send_signal(signal.SIGSTOP)
    assert driver.stop() == 0  # waits 15 s at most
    lab.broker.send_signal(signal.SIGCONT)


def no_broker_is_a_state_said_once(lab):
    driver = lab.drive(retry_ms=50, longest_ms=100)
    time.sleep(1.5)
    assert driver.process.poll() is None
    assert len(driver.logged("cannot connect")) == 1, driver.log
    lab.start_broker()
    client = lab.listen()
    expect(lambda: online(client), "did not find the broker when it came")
    assert driver.stop() == 0


def with_passwords(lab, name, password, access=""):
    passwords = lab.folder / "passwords"
    passwords.write_text(f"{name}:{password}\nwatcher:watching\n")
    subprocess.run([lab.mosquitto + "_passwd" if pathlib.Path(lab.mosquitto + "_passwd").exists() else "mosquitto_passwd",
                    "-U", str(passwords)], check=True, capture_output=True)
    lab.settings = f"allow_anonymous false\npassword_file {passwords}\n"
    if access:
        (lab.folder / "access").write_text(access + "user watcher\ntopic readwrite #\n")
        lab.settings += f"acl_file {lab.folder / 'access'}\n"
    lab.credentials = {"username": "watcher", "password": "watching"}
    lab.start_broker()


def a_wrong_password_is_said_once_and_not_hammered(lab):
    with_passwords(lab, "plumbline_test", "right")
    driver = lab.drive(username="plumbline_test", password="wrong", retry_ms=50, longest_ms=1000)
    expect(lambda: driver.logged("does not accept our user name and password"), f"not said: {driver.log}")
    time.sleep(3)
    assert len(driver.logged("cannot connect")) == 1, driver.log
    lab.stop_broker(signal.SIGTERM)  # it writes its log at the end
    attempts = (lab.folder / "mosquitto.log").read_text().count("not authorised")
    assert 1 <= attempts <= 6, attempts


def a_right_password_is_accepted(lab):
    with_passwords(lab, "plumbline_test", "right")
    client = lab.listen()
    lab.drive(username="plumbline_test", password="right")
    expect(lambda: online(client), "never online")


def a_password_is_not_sent_in_clear_to_another_machine(lab):
    driver = lab.drive(host="broker.invalid", username="u", password="p")
    expect(lambda: driver.logged("in clear text"), "not refused")
    time.sleep(0.5)
    assert not driver.logged("cannot connect"), driver.log
    allowed = lab.drive(host="broker.invalid", username="u", password="p", plain=1)
    expect(lambda: allowed.logged("cannot connect"), "not tried although told to")


def a_forbidden_topic_is_named_once(lab):
    access = f"user plumbline_test\ntopic write {BASE}/availability\ntopic write {BASE}/state/#\ntopic read {BASE}/cmd/#\n"
    with_passwords(lab, "plumbline_test", "right", access)
    client = lab.listen()
    driver = lab.drive(username="plumbline_test", password="right")
    expect(lambda: online(client), "never online")
    expect(lambda: driver.logged(CONFIG), f"the refused configuration was not named: {driver.log}")
    driver.say("alert 1")
    expect(lambda: driver.logged(f"{BASE}/event/alert"), f"the refused event was not named: {driver.log}")
    driver.say("alert 1")
    time.sleep(1)
    assert len(driver.logged(f"write {BASE}/event/alert")) == 1, driver.log
    assert not alerts(client)


def commands_are_obeyed_and_echoed_at_once(lab):
    lab.start_broker()
    client = lab.listen()
    driver = lab.drive()
    expect(lambda: online(client), "never online")
    time.sleep(1.5)  # past the second announce
    slowest = 0
    for key, payload, name, echoed in (("forward_head_cm", "3.5", "forward_head_cm", 3.5), ("alerts_enabled", "OFF", "alerts_enabled", "OFF"),
                                       ("camera_pause", "ON", "camera_pause", "ON"), ("mode", "silent", "mode", "silent")):
        begin = time.monotonic()
        client.publish(f"{BASE}/cmd/{key}", payload)
        expect(lambda: state(client, "config")[name] == echoed, f"{key} was not echoed")
        slowest = max(slowest, time.monotonic() - begin)
    print(f"slowest echo {slowest * 1000:.0f} ms")
    client.publish(f"{BASE}/cmd/snooze", "PRESS")
    expect(lambda: "order snooze - " in driver.lines, driver.lines)
    assert "order set thresholds.forward_head_cm 3.5" in driver.lines


def refused_commands_revert(lab):
    lab.start_broker()
    client = lab.listen()
    driver = lab.drive()
    expect(lambda: online(client), "never online")
    time.sleep(1.5)
    driver.say("refuse 1")
    before = len(client.on(f"{BASE}/state/config"))
    client.publish(f"{BASE}/cmd/alerts_enabled", "OFF")
    expect(lambda: len(client.on(f"{BASE}/state/config")) > before, "the old state was not said again")
    assert state(client, "config")["alerts_enabled"] == "ON"


def garbage_oversized_and_retained_commands_do_nothing(lab):
    lab.start_broker()
    client = lab.listen()
    client.publish(f"{BASE}/cmd/restart", "PRESS", retain=True)
    driver = lab.drive()
    expect(lambda: online(client), "never online")
    time.sleep(1.5)
    before = len(client.on(f"{BASE}/state/config"))
    for payload in (b"", b"\xff\xfe\x00", b"ON" * 200000, b"on", b"nan", b"1e999", b"{}", b"\x00" * 64):
        for key in ("alerts_enabled", "forward_head_cm", "snooze", "nonsense", "safety" if payload != b"{}" else "mode"):
            client.publish(f"{BASE}/cmd/{key}", payload)
    client.publish(f"{BASE}/cmd/a/b", "ON")
    expect(lambda: len(client.on(f"{BASE}/state/config")) > before, "the settings were not said again")
    client.publish(f"{BASE}/cmd/snooze", "PRESS")
    expect(lambda: "order snooze - " in driver.lines, "deaf after garbage")
    assert [line for line in driver.lines if line.startswith("order")] == ["order snooze - "], driver.lines
    assert 1 <= len(driver.logged("refused")) <= 3, driver.log


def offline_in_our_name_is_put_right(lab):
    lab.start_broker()
    client = lab.listen()
    lab.drive()
    expect(lambda: online(client), "never online")
    client.publish(f"{BASE}/availability", "offline", retain=True)
    expect(lambda: online(client), "stayed offline")


def the_birth_of_home_assistant_brings_everything_again(lab):
    lab.start_broker()
    client = lab.listen()
    lab.drive()
    expect(lambda: online(client), "never online")
    time.sleep(1.5)
    before = len(client.messages)
    client.publish("homeassistant/status", "online")
    expect(lambda: [m for m in client.messages[before:] if m.topic == f"{BASE}/availability"], "not announced again")
    assert client.messages[before + 1].topic == CONFIG, client.messages[before:before + 3]


def another_program_with_our_name_slows_us_down(lab):
    lab.start_broker()
    first = lab.drive(retry_ms=20, longest_ms=3000)
    expect(first.is_online, "never online")
    second = lab.drive(retry_ms=20, longest_ms=3000)
    expect(lambda: first.logged("another Plumbline") or second.logged("another Plumbline"), f"not said: {first.log} {second.log}")


def proxy_variables_change_nothing(lab):
    lab.start_broker()
    client = lab.listen()
    asked = []
    class Proxy(http.server.BaseHTTPRequestHandler):
        def do_CONNECT(self):
            asked.append(self.path)
            self.send_error(502)
    proxy = http.server.HTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{proxy.server_port}"
    lab.drive(environment={"http_proxy": url, "https_proxy": url})
    expect(lambda: online(client), "never online")
    assert not asked, asked


def midnight_resets_the_counters(lab):
    lab.start_broker()
    client = lab.listen()
    driver = lab.drive()
    driver.say("show breaks_today 7")
    driver.say("show good_today 312")
    expect(lambda: state(client, "session").get("breaks_today") == 7 and state(client, "session")["good_today"] == 312, "not shown")
    driver.say("show good_today 0")
    driver.say("show breaks_today 0")
    expect(lambda: state(client, "session")["breaks_today"] == 0 and state(client, "session")["good_today"] == 0, "not reset")


def numbers_that_are_not_known_are_null(lab):
    lab.start_broker()
    client = lab.listen()
    driver = lab.drive()
    expect(lambda: online(client), "never online")
    for value in ("nan", "inf", "-inf"):
        driver.say(f"show score {value}")
    driver.say("show present 1")
    expect(lambda: state(client, "live").get("presence") == "ON", "not shown")
    assert state(client, "live")["score"] is None
    for m in client.messages:
        if m.topic.startswith(f"{BASE}/state/"):
            json.loads(m.payload, parse_constant=lambda word: (_ for _ in ()).throw(AssertionError(word)))


def a_burst_of_values_is_thinned_and_the_last_one_arrives(lab):
    lab.start_broker()
    client = lab.listen()
    driver = lab.drive()
    expect(lambda: online(client), "never online")
    time.sleep(1.5)
    before = len(client.on(f"{BASE}/state/live"))
    for score in range(300):
        driver.say(f"show score {score % 100}")
    driver.say("show score 7")
    expect(lambda: state(client, "live")["score"] == 7, "the last value did not arrive")
    assert len(client.on(f"{BASE}/state/live")) - before <= 3


def ten_thousand_events_in_an_outage_keep_the_newest(lab):
    lab.start_broker()
    client = lab.listen()
    driver = lab.drive()
    expect(lambda: online(client), "never online")
    lab.stop_broker()
    expect(lambda: not driver.is_online(), "the loss was not noticed")
    driver.say("alert 10000")
    expect(lambda: driver.logged("oldest are dropped"), "not said")
    lab.start_broker()
    client = lab.listen()
    expect(lambda: len(alerts(client)) >= 256, "events were lost")
    time.sleep(1)
    got = alerts(client)
    assert got[-256:] == list(range(10000 - 256 + 1, 10001)), got[:3]
    assert got[:-256] in ([], [1]), got[:3]  # the first may already have been handed over when the connection ended
    assert len(driver.logged("oldest are dropped")) == 1
    # one that was under way when the connection ended counts as dropped, and may arrive all the same
    expect(lambda: any(driver.logged(f"{10000 - n} events were dropped") for n in (256, len(got))), "the sum was not said")


def an_old_broker_is_spoken_to_in_its_language(lab):
    """A broker that knows only MQTT 3.1.1: it refuses version 5 as mosquitto 1.5 did, with code 1."""
    lab.start_broker()
    front = socket.create_server(("127.0.0.1", 0))

    def pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        sink.close()

    def serve():
        while True:
            client, _ = front.accept()
            first = client.recv(65536)
            if b"MQTT\x05" in first:
                client.sendall(b"\x20\x02\x00\x01")
                client.close()
                continue
            broker = socket.create_connection(("127.0.0.1", lab.port))
            broker.sendall(first)
            threading.Thread(target=pump, args=(client, broker), daemon=True).start()
            threading.Thread(target=pump, args=(broker, client), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    client = lab.listen()
    driver = lab.drive(port=front.getsockname()[1])
    expect(lambda: online(client), f"never online: {driver.log}")
    assert driver.logged("MQTT 3.1.1")
    driver.say("alert 2")
    expect(lambda: alerts(client) == [1, 2], "alerts did not arrive")
    assert driver.stop() == 0


def the_hook_gets_each_event_and_cannot_stop_the_loop(lab):
    lab.start_broker()
    client = lab.listen()
    out = lab.folder / "out"
    hook = lab.folder / "hook"
    hook.write_text(f"#!/bin/sh\ncat >>{out}\nenv >{out}.env\nls /proc/self/fd >{out}.fds\nsleep 60 & sleep 60\n")
    hook.chmod(0o755)
    driver = lab.drive(command=hook, command_timeout=1, environment={"NOTIFY_SOCKET": "/nowhere"})
    expect(lambda: online(client), "never online")
    driver.say("alert 1")
    expect(lambda: out.exists() and out.read_text().count("\n") == 1, "the hook got nothing")
    assert json.loads(out.read_text())["event"] == "posture_alert"
    client.publish(f"{BASE}/cmd/snooze", "PRESS")
    expect(lambda: "order snooze - " in driver.lines, "the loop waits for the hook")
    expect(lambda: driver.logged("took longer than 1 s"), "not ended")
    assert "NOTIFY_SOCKET" not in pathlib.Path(f"{out}.env").read_text()
    assert len(pathlib.Path(f"{out}.fds").read_text().split()) <= 4  # 0, 1, 2 and the listing itself
    assert driver.stop() == 0


def a_missing_chip_or_program_is_said_and_the_rest_goes_on(lab):
    lab.start_broker()
    client = lab.listen()
    driver = lab.drive(buzzer="gpiochip99:18", command="/nowhere/hook")
    expect(lambda: online(client), "never online")
    expect(lambda: driver.logged("buzzer on gpiochip99:18: there is no such GPIO chip"), driver.log)
    driver.say("alert 1")
    expect(lambda: driver.logged("cannot run /nowhere/hook"), driver.log)
    expect(lambda: alerts(client) == [1], "the alert did not arrive")


def forgetting_empties_every_retained_topic(lab):
    plumbline = pathlib.Path(lab.program).parents[2] / "plumbline"
    lab.start_broker()
    client = lab.listen()
    driver = lab.drive()
    expect(lambda: online(client), "never online")
    client.publish(f"{BASE}/state/of_an_older_version", "{}", retain=True)
    client.publish("plumbline/neighbour/availability", "online", retain=True)
    driver.stop()
    said = subprocess.run([plumbline, "mqtt-forget", "--state", lab.folder, "--set", "mqtt.host=127.0.0.1", "--set", f"mqtt.port={lab.port}",
                           "--set", "mqtt.device_id=test"], capture_output=True, text=True, timeout=60)
    assert said.returncode == 0, said.stderr
    late = lab.listen(name="late")
    time.sleep(0.5)
    assert [m.topic for m in late.messages] == ["plumbline/neighbour/availability"], late.messages
    lab.stop_broker()
    said = subprocess.run([plumbline, "mqtt-forget", "--state", lab.folder, "--set", "mqtt.host=127.0.0.1", "--set", f"mqtt.port={lab.port}",
                           "--set", "mqtt.device_id=test"], capture_output=True, text=True, timeout=60)
    assert said.returncode == 1 and f"127.0.0.1:{lab.port}" in said.stderr, said.stderr


if __name__ == "__main__":
    sys.exit(main(globals()))
