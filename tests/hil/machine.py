"""The emulated machines: QEMU's raspi4b with its GPIO bank watched from outside, and a counting virt machine."""
import json
import os
import socket
import subprocess
import tempfile
import threading
import time

GPFSEL0, GPLEV0 = 0xFE200000, 0xFE200034  # BCM2711 ARM peripherals, chapter 5
OUTPUT = 1


# One TCG thread: the three parked cores of raspi4b spin until released and would take the host's.
RASPBERRY_PI_4 = ["-M", "raspi4b", "-smp", "4", "-m", "2G", "-accel", "tcg,thread=single"]
# Runs at the host's clock, for what keeps a processor busy by itself, such as a camera.
VIRT = ["-M", "virt,gic-version=3", "-cpu", "cortex-a72", "-smp", "1", "-m", "1G", "-accel", "tcg"]
# Guest time advances by 1 ns an instruction: differences of clock readings are instruction counts.
COUNTING = ["-M", "virt,gic-version=3", "-cpu", "cortex-a72", "-smp", "1", "-m", "1G",
            "-accel", "tcg,thread=single", "-icount", "shift=0,align=off,sleep=off"]


class Machine:
    """Boots what `prepare` made in `folder` into one scenario. Use as a context manager; `lines` grows as the
    console speaks."""

    def __init__(self, folder, scenario, hardware=RASPBERRY_PI_4, echo=False):
        self.folder, self.scenario, self.hardware, self.echo = folder, scenario, hardware, echo
        self.lines, self.edges = [], {}
        self.ended = threading.Event()
        self.started = time.monotonic()

    def __enter__(self):
        self.scratch = tempfile.TemporaryDirectory()
        control = f"{self.scratch.name}/qmp"
        self.process = subprocess.Popen(self.command(control), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, errors="replace")
        threading.Thread(target=self.read_console, daemon=True).start()
        while not os.path.exists(control) and self.process.poll() is None:
            time.sleep(0.01)
        self.qmp = socket.socket(socket.AF_UNIX)
        self.qmp.connect(control)
        self.wire = self.qmp.makefile("rw")
        self.wire.readline()
        self.ask("qmp_capabilities")
        return self

    def __exit__(self, *_):
        try:
            self.ask("quit")
        except (OSError, ValueError):
            pass
        self.process.kill()
        self.process.wait(timeout=10)
        self.scratch.cleanup()

    def command(self, control):
        qemu = f"{self.folder}/qemu"
        libraries = f"{qemu}/usr/lib/x86_64-linux-gnu"
        board = ["-dtb", f"{self.folder}/pi4.dtb"] if self.hardware is RASPBERRY_PI_4 else []
        # Debian 13's QEMU on whatever Debian this is: through its own loader.
        return [f"{qemu}/usr/lib64/ld-linux-x86-64.so.2", "--library-path", libraries,
                f"{qemu}/usr/bin/qemu-system-aarch64", "-L", f"{qemu}/usr/share/qemu", *self.hardware, *board,
                "-nographic", "-nodefaults", "-serial", "stdio", "-monitor", "none", "-no-reboot",
                "-qmp", f"unix:{control},server=on,wait=off",
                "-kernel", f"{self.folder}/Image", "-initrd", f"{self.folder}/initrd.cpio",
                "-append", f"console=ttyAMA0 quiet loglevel=3 panic=-1 mitigations=off hil={self.scenario}"]

    def read_console(self):
        for line in self.process.stdout:
            line = line.rstrip()
            self.lines.append((self.now(), line))
            if self.echo:
                print(f"{self.now():6.2f} | {line[:180]}", flush=True)
            if line.startswith("HIL: end") or "Kernel panic" in line:
                break
        self.ended.set()

    def now(self):
        return time.monotonic() - self.started

    def ask(self, command, **arguments):
        self.wire.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.wire.flush()
        while True:
            reply = json.loads(self.wire.readline())
            if "return" in reply or "error" in reply:
                return reply.get("return")

    def word(self, address):
        text = self.ask("human-monitor-command", **{"command-line": f"xp /1wx {address:#x}"})
        return int(text.split(":")[1], 16)

    def driven_high(self, pin):
        """The level alone would not do: QEMU keeps the old latch after the pin has become an input again."""
        function = self.word(GPFSEL0 + 4 * (pin // 10)) >> 3 * (pin % 10) & 7
        return function == OUTPUT and bool(self.word(GPLEV0) >> pin & 1)

    def watch(self, pins, timeout):
        """Notes every change of `pins` as (time, level) until the scenario ends."""
        level = {pin: False for pin in pins}
        self.edges = {pin: [] for pin in pins}
        while not self.ended.wait(0.01) and self.now() < timeout:
            if not self.said("HIL: up"):
                continue
            for pin in pins:
                now_high = self.driven_high(pin)
                if now_high != level[pin]:
                    level[pin] = now_high
                    self.edges[pin].append((self.now(), now_high))

    def said(self, start):
        return [(at, line) for at, line in self.lines if line.startswith(start)]

    def pulses(self, pin):
        """Lengths in seconds of the times for which the pin was driven high."""
        edges = self.edges[pin]
        return [round(off[0] - on[0], 3) for on, off in zip(edges[0::2], edges[1::2])]
