"""A broker, the sinks and somebody who listens, on free loopback ports in a temporary folder."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from mqtt_client import Client

BASE = "plumbline/test"
CONFIG = "homeassistant/device/plumbline_test/config"
PATIENCE = 25  # seconds a condition gets; only a broken program waits so long


def until(what, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while True:
        value = what()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.02)


def expect(what, why):
    value = until(what)
    assert value, why
    return value


def find_mosquitto():
    found = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if not found:
        print("skipped: mosquitto is not installed")
        sys.exit(77)
    return found


class Driver:
    """The program under test."""

    def __init__(self, lab, **settings):
        env = {**os.environ, **settings.pop("environment", {})}
        settings = {"host": "127.0.0.1", "port": lab.port, **settings}
        self.process = subprocess.Popen([lab.program] + [f"{k}={v}" for k, v in settings.items()], env=env,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines, self.log = [], []
        for stream, kept in ((self.process.stdout, self.lines), (self.process.stderr, self.log)):
            threading.Thread(target=self.follow, args=(stream, kept), daemon=True).start()
        lab.drivers.append(self)
        expect(lambda: "ready" in self.lines, f"the driver did not start: {self.log}")

    @staticmethod
    def follow(stream, kept):
        for line in stream:
            kept.append(line.rstrip("\n"))

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def is_online(self):
        states = [line for line in self.lines if line.startswith("online")]
        return bool(states) and states[-1] == "online 1"

    def logged(self, words):
        return [line for line in list(self.log) if words in line]

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(15)


class Lab:
    def __init__(self, program):
        self.program, self.drivers, self.clients = program, [], []
        self.mosquitto = find_mosquitto()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="plumbline-mqtt-"))
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.broker, self.settings, self.credentials = None, "allow_anonymous true\n", {}

    def start_broker(self):
        # As root mosquitto would change to a user that cannot read this folder.
        user = "user root\n" if os.getuid() == 0 else ""
        (self.folder / "mosquitto.conf").write_text(
            f"listener {self.port} 127.0.0.1\n{self.settings}persistence false\nlog_dest stdout\n{user}")
        log = open(self.folder / "mosquitto.log", "ab")
        self.broker = subprocess.Popen([self.mosquitto, "-c", str(self.folder / "mosquitto.conf")], stdout=log, stderr=log)
        log.close()
        expect(self.broker_answers, f"the broker did not start: {(self.folder / 'mosquitto.log').read_text()}")

    def broker_answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def stop_broker(self, how=signal.SIGKILL):
        self.broker.send_signal(signal.SIGCONT)
        self.broker.send_signal(how)
        self.broker.wait(10)

    def listen(self, topic="#", name="listener"):
        client = Client(self.port, name, **self.credentials)
        client.subscribe(topic)
        self.clients.append(client)
        return client

    def drive(self, **settings):
        return Driver(self, **settings)

    def close(self):
        for driver in self.drivers:
            if driver.process and driver.process.poll() is None:
                driver.process.kill()
                driver.process.wait()
        for client in self.clients:
            client.close()
        if self.broker and self.broker.poll() is None:
            self.stop_broker()
        shutil.rmtree(self.folder)


def state(client, name):
    """The newest payload of a state topic."""
    got = client.on(f"{BASE}/state/{name}")
    return json.loads(got[-1].payload) if got else {}


def alerts(client):
    """The numbers of the alerts that arrived, in order."""
    return [round(json.loads(m.payload)["head_offset"]) for m in client.on(f"{BASE}/event/alert")]
