"""plumbline itself, watching a film with a baseline taken from its first seconds: somebody whose head goes forward 7 s
after its beginning, for 8 s, in each of its rounds of 29 s."""
import json
import pathlib
import signal
import subprocess
import sys
import threading

from lab import Driver, until

FILM = pathlib.Path(__file__).resolve().parents[2] / "footage" / "desk.mp4"


class Daemon(Driver):
    def __init__(self, lab, plumbline, settings=""):
        self.plumbline, self.process, self.lines, self.log = plumbline, None, [], []
        self.config, self.state = lab.folder / "plumbline.yaml", lab.folder / "state"
        self.state.mkdir()
        self.base = (f"camera: {{source: 'file:{FILM}', loop: true}}\n"
                     f"mqtt: {{host: 127.0.0.1, port: {lab.port}, device_id: test}}\n")
        self.configure(settings)
        lab.drivers.append(self)

    def configure(self, settings):
        self.config.write_text(self.base + settings)

    def command(self, name, *options):
        return [str(self.plumbline), name, *options, "--config", str(self.config), "--state", str(self.state)]

    def calibrate(self):
        """A film is read as fast as it can be measured, so this takes a second or two."""
        done = subprocess.run(self.command("calibrate", "--length", "5"), capture_output=True, text=True, timeout=120)
        if "model:" in done.stderr or "models/fetch" in done.stderr:
            print("skipped: the models are not there (models/fetch)")
            sys.exit(77)
        assert done.returncode == 0, done.stderr

    def start(self):
        self.process = subprocess.Popen(self.command("run", "--json"), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for stream, kept in ((self.process.stdout, self.lines), (self.process.stderr, self.log)):
            threading.Thread(target=self.follow, args=(stream, kept), daemon=True).start()

    def events(self, kind):
        """What it said on its standard output, all its lives."""
        return [e for e in map(json.loads, list(self.lines)) if e["event"] == kind]

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
        return self.process and self.process.wait(20)

    def reload(self):
        before = len(self.logged("reloaded"))
        self.process.send_signal(signal.SIGHUP)
        return until(lambda: len(self.logged("reloaded")) > before)
