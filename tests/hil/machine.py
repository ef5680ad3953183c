"""The emulated machines: QEMU's raspi4b with its GPIO bank watched from outside, arm64 without a board, and a PC."""
import json
import os
import socket
import subprocess
import tempfile
import threading
import time

GPFSEL0, GPLEV0 = 0xFE200000, 0xFE200034  # BCM2711 ARM peripherals, chapter 5
OUTPUT = 1


class Hardware:
    """What QEMU emulates: which of its programs, its options, and where the console is."""

    def __init__(self, what, program, *options, tree="qemu", kernel="Image", image="initrd.cpio", console="ttyAMA0"):
        self.what, self.program, self.options, self.tree = what, program, options, tree
        self.kernel, self.image, self.console = kernel, image, console


def arm64(what, *options):
    return Hardware(what, "qemu-system-aarch64", *options)


VIRTUAL = ("-M", "virt,gic-version=3", "-cpu", "cortex-a72", "-smp", "1", "-m", "1G")

# One TCG thread: the three parked cores of raspi4b spin until released and would take the host's.
RASPBERRY_PI_4 = arm64("Pi 4 (QEMU raspi4b)", "-M", "raspi4b", "-smp", "4", "-m", "2G", "-accel", "tcg,thread=single")
# Runs at the host's clock, for what keeps a processor busy by itself, such as a camera.
VIRT = arm64("arm64 (QEMU virt)", *VIRTUAL, "-accel", "tcg")
# Guest time advances by 1 ns an instruction: differences of clock readings are instruction counts, and the processor's
# own counter of instructions works.
COUNTING = arm64("arm64 (QEMU virt, counting clock)", *VIRTUAL,
                 "-accel", "tcg,thread=single", "-icount", "shift=0,align=off,sleep=off")
# A processor without AVX: those instructions cost the emulator ten times as much as what they replace.
PC = Hardware("x86_64 (QEMU q35)", "qemu-system-x86_64", "-M", "q35", "-cpu", "Nehalem", "-smp", "1", "-m", "1G", "-accel", "tcg",
              tree="qemu-pc", kernel="bzImage", image="pc.cpio", console="ttyS0")


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
        self.qmp = socket.socket(socket.AF_UNIX)
        while self.qmp.connect_ex(control) and self.process.poll() is None:  # it takes a moment to be there, and to listen
            time.sleep(0.01)
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
        hardware, qemu = self.hardware, f"{self.folder}/{self.hardware.tree}"
        board = ["-dtb", f"{self.folder}/pi4.dtb"] if hardware is RASPBERRY_PI_4 else []
        # Debian 13's QEMU on whatever Debian this is: through its own loader.
        return [f"{qemu}/usr/lib64/ld-linux-x86-64.so.2", "--library-path", f"{qemu}/usr/lib/x86_64-linux-gnu",
                f"{qemu}/usr/bin/{hardware.program}", "-L", f"{qemu}/usr/share/qemu", "-L", f"{qemu}/usr/share/seabios",
                *hardware.options, *board,
                "-nographic", "-nodefaults", "-serial", "stdio", "-monitor", "none", "-no-reboot",
                "-qmp", f"unix:{control},server=on,wait=off",
                "-kernel", f"{self.folder}/{hardware.kernel}", "-initrd", f"{self.folder}/{hardware.image}",
                "-append", f"console={hardware.console} quiet loglevel=3 panic=-1 mitigations=off hil={self.scenario}"]

    def read_console(self):
        for line in self.process.stdout:
            line = line.rstrip()
            self.lines.append((self.now(), line))
            if self.echo:
                print(f"{self.now():6.2f} | {line[:3000]}", flush=True)
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
