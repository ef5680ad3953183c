"""A real browser on Home Assistant's own pages, driven over Chromium's remote control."""
import base64
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

from lab import until
from socket_api import WebSocket

# Cards live in shadow trees inside each other, so the whole tree is walked.
COUNT = """(() => {
  if (!document.querySelector('home-assistant') || document.getElementById('ha-launch-screen')) return '';
  const found = {cards: 0, errors: []};
  const walk = node => {
    for (const e of node.querySelectorAll('*')) {
      if (e.localName === 'ha-card') found.cards++;
      if (/^hui-(error|warning)/.test(e.localName) || e.localName === 'hui-entity-not-found')
        found.errors.push(e.localName + ': ' + (e.shadowRoot || e).textContent.trim().slice(0, 80));
      if (e.shadowRoot) walk(e.shadowRoot);
    }
  };
  walk(document);
  return JSON.stringify(found);
})()"""


class Page:
    def __init__(self, browser, found):
        self.browser, self.cards, self.errors = browser, found["cards"], found["errors"]

    def save(self, path, left, top, width, height):
        """A part of the window as a PNG."""
        clip = {"x": left, "y": top, "width": width, "height": height, "scale": 1}
        path.write_bytes(base64.b64decode(self.browser.do("Page.captureScreenshot", format="png", clip=clip)["data"]))
        print(f"     {path}")


class Browser:
    @classmethod
    @contextlib.contextmanager
    def find(cls, home):
        """A browser, or None where none is installed."""
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if not program:
            yield None
            return
        browser = cls(program, home)
        try:
            yield browser
        finally:
            browser.close()

    def __init__(self, program, home):
        self.home, self.folder = home, pathlib.Path(tempfile.mkdtemp(prefix="plumbline-browser-"))
        self.log = self.folder / "log"
        sandbox = ["--no-sandbox"] if os.getuid() == 0 else []  # it refuses to be root with one
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [program, "--headless=new", *sandbox, "--disable-gpu", "--no-first-run", "--hide-scrollbars", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync", "--lang=en-GB", "--remote-debugging-port=0", "--remote-allow-origins=*",
                 f"--user-data-dir={self.folder}", "about:blank"], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        listening = until(lambda: re.search(r"ws://127\.0\.0\.1:(\d+)(\S+)", self.log.read_text(errors="replace")), 60)
        self.control = WebSocket(int(listening[1]), listening[2])
        self.control.follow()
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.log_in()

    def ask(self, method, session=None, **parameters):
        extra = {"sessionId": session} if session else {}
        answer = self.control.ask(method=method, params=parameters, **extra) or {}
        if "result" not in answer:
            raise OSError(f"{method}: {answer.get('error', 'no answer')}")
        return answer["result"]

    def do(self, method, **parameters):
        return self.ask(method, self.session, **parameters)

    def log_in(self):
        """Every page finds the tokens that its login would have left."""
        address = f"http://127.0.0.1:{self.home.port}"
        tokens = {"access_token": self.home.token, "refresh_token": self.home.refresh, "token_type": "Bearer", "expires_in": 1800,
                  "hassUrl": address, "clientId": self.home.client, "expires": int(time.time() * 1000) + 1800000}
        self.do("Page.enable")
        self.do("Page.addScriptToEvaluateOnNewDocument", source=f"localStorage.hassTokens = {json.dumps(json.dumps(tokens))}")

    def show(self, path, width, height):
        """Opens a page of Home Assistant and waits until nothing is added to it any more."""
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.do("Page.navigate", url=f"http://127.0.0.1:{self.home.port}{path}")
        before, since, end = None, time.monotonic(), time.monotonic() + 60
        while time.monotonic() < end and (before is None or time.monotonic() - since < 5):
            found = self.evaluate(COUNT)
            if found != before or not found:
                before, since = found, time.monotonic()
            time.sleep(0.5)
        return Page(self, json.loads(before or '{"cards": 0, "errors": ["nothing is drawn"]}'))

    def evaluate(self, script):
        return self.do("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def close(self):
        self.control.close()
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)
