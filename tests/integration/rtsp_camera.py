"""A network camera on a free loopback port: RTSP over TCP that asks for a password and shows one JPEG again and again (RFC 2435)."""
import base64
import re
import socket
import struct
import threading
import time

PACKET = 1400


def segments(jpeg):
    """The segments of a baseline JPEG by their marker, and what is left behind its last header."""
    found, at = {}, 2
    while True:
        marker, length = jpeg[at + 1], struct.unpack(">H", jpeg[at + 2:at + 4])[0]
        found.setdefault(marker, []).append(jpeg[at + 4:at + 2 + length])
        at += 2 + length
        if marker == 0xDA:
            return found, jpeg[at:jpeg.rindex(b"\xff\xd9")]


class Picture:
    def __init__(self, path):
        with open(path, "rb") as file:
            found, self.scan = segments(file.read())
        height, width = struct.unpack(">HH", found[0xC0][0][1:5])
        assert found[0xC0][0][7] == 0x22, "4:2:0 only"
        self.tables = b"".join(t[1:] for t in found[0xDB])
        self.size = bytes([width // 8, height // 8])

    def packets(self, sequence, tick):
        """RTP packets of one frame."""
        for at in range(0, len(self.scan), PACKET):
            part = self.scan[at:at + PACKET]
            last = at + PACKET >= len(self.scan)
            rtp = struct.pack(">BBHII", 0x80, 26 | last << 7, sequence & 0xFFFF, tick & 0xFFFFFFFF, 7)
            head = struct.pack(">I", at) + b"\x01\xff" + self.size
            quantisation = b"" if at else struct.pack(">BBH", 0, 0, len(self.tables)) + self.tables
            yield rtp + head + quantisation + part
            sequence += 1


class Camera:
    """Sends `frames` frames, thirty a second, to each client that knows the password, and hangs up."""

    def __init__(self, path, login, frames):
        self.picture, self.frames = Picture(path), frames
        self.login = base64.b64encode(login.encode()).decode()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection, _ = self.server.accept()
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        with connection:
            try:
                while request := connection.recv(8192).decode("latin-1"):
                    connection.sendall(self.answer(request))
                    if request.startswith("PLAY"):
                        return self.play(connection)
            except OSError:
                pass  # the client has gone

    def answer(self, request):
        number = re.search(r"CSeq: *(\d+)", request, re.I)[1]
        if not request.startswith("OPTIONS") and f"Basic {self.login}" not in request:
            return f'RTSP/1.0 401 Unauthorized\r\nCSeq: {number}\r\nWWW-Authenticate: Basic realm="cam"\r\n\r\n'.encode()
        more, body = "", ""
        if request.startswith("OPTIONS"):
            more = "Public: DESCRIBE, SETUP, PLAY, TEARDOWN\r\n"
        elif request.startswith("DESCRIBE"):
            body = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=cam\r\nt=0 0\r\nm=video 0 RTP/AVP 26\r\na=framerate:30\r\na=control:track\r\n"
            more = f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n"
        elif request.startswith("SETUP"):
            more = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n"
        elif request.startswith("PLAY"):
            more = "Session: 1\r\n"
        return f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\n{more}\r\n{body}".encode()

    def play(self, connection):
        sequence = 0
        for frame in range(self.frames):
            for packet in self.picture.packets(sequence, frame * 3000):
                connection.sendall(struct.pack(">cBH", b"$", 0, len(packet)) + packet)
                sequence += 1
            time.sleep(1 / 30)
