"""A Home Assistant of its own: started, set up over its interfaces as a person would, asked and stopped."""
import http.client
import json
import os
import pathlib
import secrets
import socket
import subprocess
import urllib.parse

from lab import until
from socket_api import WebSocket

CONFIGURATION = """\
homeassistant: {{name: test, unit_system: metric, time_zone: UTC, country: DE, latitude: 0, longitude: 0, elevation: 0}}
http: {{server_host: 127.0.0.1, server_port: {port}}}
config:
history:
mobile_app:
automation: !include automations.yaml
logger: {{default: warning}}
"""


class Home:
    def __init__(self, place, folder):
        self.enter, self.folder = pathlib.Path(place) / "enter", folder
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.client = f"http://127.0.0.1:{self.port}/"
        self.token = self.refresh = self.process = self.socket = None
        (folder / "config").mkdir()
        # No default_config: no cloud, bluetooth or ssdp, and so nothing that looks for the internet.
        (folder / "config" / "automations.yaml").write_text("[]\n")
        (folder / "config" / "configuration.yaml").write_text(CONFIGURATION.format(port=self.port))

    def start(self):
        log = open(self.folder / "hass.log", "ab")
        command = [str(self.enter), str(self.folder), "hass", "--skip-pip", "--log-no-color", "-c", "config"]
        self.process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        log.close()
        return until(self.answers, 240)

    def answers(self):
        try:
            return self.ask("GET", "/manifest.json")[0] == 200
        except OSError:
            return False

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def log(self):
        return (self.folder / "hass.log").read_text(errors="replace")

    def ask(self, method, path, body=None, form=None):
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
        data = urllib.parse.urlencode(form) if form else None if body is None else json.dumps(body)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()
        try:
            return answer.status, json.loads(text)
        except ValueError:
            return answer.status, text

    def set_up(self, broker_port):
        """The first user, the remaining steps of the welcome, and the broker."""
        until(lambda: self.ask("GET", "/api/onboarding")[0] == 200, 120)
        _, user = self.ask("POST", "/api/onboarding/users", {
            "client_id": self.client, "name": "test", "username": "test", "password": secrets.token_hex(8), "language": "en"})
        _, tokens = self.ask("POST", "/auth/token", form={
            "grant_type": "authorization_code", "code": user["auth_code"], "client_id": self.client})
        self.token, self.refresh = tokens["access_token"], tokens["refresh_token"]
        self.ask("POST", "/api/onboarding/core_config")
        self.ask("POST", "/api/onboarding/analytics")
        self.ask("POST", "/api/onboarding/integration", {"client_id": self.client, "redirect_uri": self.client})
        _, flow = self.ask("POST", "/api/config/config_entries/flow", {"handler": "mqtt"})
        _, entry = self.ask("POST", f"/api/config/config_entries/flow/{flow['flow_id']}",
                            {"broker": "127.0.0.1", "port": broker_port})
        self.connect()
        return entry.get("type") == "create_entry"

    def connect(self):
        """Opens the websocket and asks for every change of a state."""
        self.socket = WebSocket(self.port, "/api/websocket")
        self.socket.receive()
        self.socket.send({"type": "auth", "access_token": self.token})
        assert self.socket.receive()["type"] == "auth_ok"
        self.socket.follow()
        self.tell("subscribe_events", event_type="state_changed")

    def tell(self, kind, **fields):
        """A question over the websocket. The result; an OSError when it is refused."""
        answer = self.socket.ask(type=kind, **fields) or {}
        if not answer.get("success"):
            raise OSError(f"{kind}: {answer.get('error', 'no answer')}")
        return answer["result"]

    def history_of(self, entity):
        """Every state of an entity since the websocket was opened, in order."""
        changes = [e["event"]["data"] for e in list(self.socket.events) if e.get("type") == "event"]
        return [c["new_state"] for c in changes if c["entity_id"] == entity and c["new_state"]]

    def read_yaml(self, text):
        """As Home Assistant's own Python reads it."""
        done = subprocess.run([str(self.enter), str(self.folder), "python", "-c",
                               "import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))"],
                              input=text, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    def restart(self):
        """It ends with status 100 and wants to be started again. The access token ends with it."""
        self.ask("POST", "/api/services/homeassistant/restart", {})
        status = self.process.wait(180)
        self.token = None
        if not self.start():
            return None
        _, tokens = self.ask("POST", "/auth/token", form={
            "grant_type": "refresh_token", "refresh_token": self.refresh, "client_id": self.client})
        self.token = tokens["access_token"]
        self.socket.close()
        until(self.is_running, 120)
        self.connect()
        return status

    def is_running(self):
        _, config = self.ask("GET", "/api/config")
        return isinstance(config, dict) and config.get("state") == "RUNNING"

    def states(self):
        _, states = self.ask("GET", "/api/states")
        return {s["entity_id"]: s for s in states}

    def call(self, domain, service, **data):
        return self.ask("POST", f"/api/services/{domain}/{service}", data)[0]
