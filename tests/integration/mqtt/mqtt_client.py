"""A small MQTT 3.1.1 client for tests: it keeps every message in the order of arrival, with its retain flag."""
import collections
import socket
import struct
import threading
import time

Message = collections.namedtuple("Message", "topic payload retain")


def text(value):
    raw = value.encode()
    return struct.pack("!H", len(raw)) + raw


class Client:
    def __init__(self, port, name, username=None, password=None):
        self.messages, self.granted, self.acks, self.number = [], [], set(), 0
        self.lock = threading.Lock()
        self.socket = socket.create_connection(("127.0.0.1", port), 5)
        flags = 2 | (0x80 if username else 0) | (0x40 if password else 0)
        body = text("MQTT") + bytes([4, flags]) + struct.pack("!H", 60) + text(name)
        for value in (username, password):
            body += text(value) if value else b""
        self.send(0x10, body)
        kind, answer = self.read()
        if kind != 0x20 or answer[1]:
            raise OSError(f"the broker refused: {answer!r}")
        self.socket.settimeout(None)
        threading.Thread(target=self.listen, daemon=True).start()

    def send(self, kind, body):
        size, head = len(body), bytearray([kind])
        while True:
            size, low = divmod(size, 128)
            # divmod gives (rest, low part); the high bit says that more follows
            head.append(low | (128 if size else 0))
            if not size:
                break
        with self.lock:
            self.socket.sendall(bytes(head) + body)

    def exactly(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise OSError("closed")
            data += part
        return data

    def read(self):
        kind, size, shift = self.exactly(1)[0], 0, 0
        while True:
            byte = self.exactly(1)[0]
            size |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return kind, self.exactly(size)

    def listen(self):
        try:
            while True:
                kind, body = self.read()
                if kind >> 4 == 3:
                    self.take_message(kind, body)
                elif kind >> 4 in (4, 9):
                    self.acks.add(body[:2])
        except OSError:
            pass

    def take_message(self, kind, body):
        length = struct.unpack("!H", body[:2])[0]
        topic, rest = body[2:2 + length].decode(), body[2 + length:]
        if kind & 6:
            self.send(0x40, rest[:2])
            rest = rest[2:]
        self.messages.append(Message(topic, rest.decode(errors="replace"), bool(kind & 1)))

    def next_number(self):
        self.number += 1
        return struct.pack("!H", self.number)

    def subscribe(self, topic):
        number = self.next_number()
        self.send(0x82, number + text(topic) + b"\x01")
        self.wait_for(number)

    def publish(self, topic, payload, retain=False, qos=1):
        raw = payload if isinstance(payload, bytes) else payload.encode()
        number = self.next_number() if qos else b""
        self.send(0x30 | qos << 1 | retain, text(topic) + number + raw)
        if qos:
            self.wait_for(number)

    def wait_for(self, number):
        end = time.monotonic() + 10
        while number not in self.acks:
            if time.monotonic() > end:
                raise OSError("no answer from the broker")
            time.sleep(0.005)

    def on(self, topic):
        return [m for m in list(self.messages) if m.topic == topic]

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
            self.socket.close()
        except OSError:
            pass
