"""Home Assistant's websocket, and that of a browser's remote control: questions with answers, and events beside them."""
import base64
import json
import secrets
import socket
import struct
import threading
import time


class WebSocket:
    def __init__(self, port, path):
        self.socket, self.rest, self.number = socket.create_connection(("127.0.0.1", port), 30), b"", 0
        self.answers, self.events, self.lock = {}, [], threading.Lock()
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self.socket.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.exactly(1)
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise OSError(head.decode(errors="replace"))

    def exactly(self, count):
        while len(self.rest) < count:
            part = self.socket.recv(65536)
            if not part:
                raise OSError("the websocket was closed")
            self.rest += part
        data, self.rest = self.rest[:count], self.rest[count:]
        return data

    def send(self, value):
        raw, mask = json.dumps(value).encode(), secrets.token_bytes(4)
        size = struct.pack("!B", 0x80 | len(raw)) if len(raw) < 126 else struct.pack("!BH", 0xFE, len(raw)) \
            if len(raw) < 65536 else struct.pack("!BQ", 0xFF, len(raw))
        with self.lock:
            self.socket.sendall(b"\x81" + size + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(raw)))

    def receive(self):
        text = b""
        while True:
            first, size = self.exactly(2)
            size &= 127
            if size > 125:
                size = struct.unpack("!H", self.exactly(2))[0] if size == 126 else struct.unpack("!Q", self.exactly(8))[0]
            part = self.exactly(size)
            if first & 15 == 9:  # a ping wants a pong
                with self.lock:
                    self.socket.sendall(b"\x8a\x80\0\0\0\0")
            elif first & 15 == 8:
                raise OSError("the websocket was closed")
            else:
                text += part
                if first & 128:
                    return json.loads(text)

    def follow(self):
        """From now on a thread of its own takes in what comes."""
        self.socket.settimeout(None)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        try:
            while True:
                message = self.receive()
                if "id" in message and ("result" in message or "error" in message):
                    self.answers[message["id"]] = message
                else:
                    self.events.append(message)
        except OSError:
            pass

    def ask(self, seconds=60, **question):
        """Sends a question and returns its answer, success or not; None when none came."""
        self.number += 1
        number, end = self.number, time.monotonic() + seconds
        self.send({"id": number, **question})
        while number not in self.answers and time.monotonic() < end:
            time.sleep(0.01)
        return self.answers.pop(number, None)

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
            self.socket.close()
        except OSError:
            pass
