"""A WebSocket client as small as a test needs (RFC 6455): text frames, close codes, no extensions.

Invariant: every wait is bounded; what the server sent is kept in order.
"""
import base64
import json
import os
import select
import socket
import struct
import time

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
WAIT_SECONDS = 10.0


class Refused(AssertionError):
    """The handshake was answered with an ordinary HTTP answer."""

    def __init__(self, status: int, body: bytes):
        super().__init__(f"{status} {body[:200]!r}")
        self.status = status
        self.body = json.loads(body) if body.startswith(b"{") else body


class Closed(AssertionError):
    """The server has ended the connection."""

    def __init__(self, code: int | None, reason: str):
        super().__init__(f"closed with {code}: {reason}")
        self.code = code


class WebSocket:
    def __init__(self, address: tuple, target: str, headers: dict | None = None,
                 receive_buffer: int | None = None):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(WAIT_SECONDS)
        self.socket.connect(address)
        self.buffer = b""
        host = f"{address[0]}:{address[1]}"
        sent = {"Host": host, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), **(headers or {})}
        lines = [f"GET {target} HTTP/1.1"] + [f"{name}: {value}" for name, value in sent.items()]
        self.socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        self._read_handshake()

    def _read_handshake(self) -> None:
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        status = int(head.split(b" ")[1])
        if status != 101:
            length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                           if line.startswith(b"content-length:")), 0)
            while len(self.buffer) < length:
                self._more()
            self.socket.close()
            raise Refused(status, self.buffer[:length])

    def _more(self) -> None:
        piece = self.socket.recv(65536)
        if not piece:
            raise Closed(None, "the connection ended without a close frame")
        self.buffer += piece

    def send_frame(self, kind: int, payload: bytes, masked: bool = True) -> None:
        head = bytes([0x80 | kind])
        flag = 0x80 if masked else 0
        if len(payload) < 126:
            head += bytes([flag | len(payload)])
        elif len(payload) < 65536:
            head += bytes([flag | 126]) + struct.pack(">H", len(payload))
        else:
            head += bytes([flag | 127]) + struct.pack(">Q", len(payload))
        if masked:
            mask = os.urandom(4)
            payload = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
            head += mask
        self.socket.sendall(head + payload)

    def say(self, **members) -> None:
        self.send_frame(TEXT, json.dumps(members).encode())

    def _take(self, length: int) -> bytes:
        while len(self.buffer) < length:
            self._more()
        taken, self.buffer = self.buffer[:length], self.buffer[length:]
        return taken

    def receive(self, within: float = WAIT_SECONDS) -> dict:
        """The next message; answers pings on the way."""
        end = time.monotonic() + within
        while True:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            first, second = self._take(2)
            length = second & 0x7F
            if length >= 126:
                length = int.from_bytes(self._take(2 if length == 126 else 8), "big")
            payload = self._take(length)
            kind = first & 0x0F
            if kind == TEXT:
                return json.loads(payload)
            if kind == PING:
                self.send_frame(PONG, payload)
            elif kind == CLOSE:
                self.socket.close()
                raise Closed(int.from_bytes(payload[:2], "big") or None, payload[2:].decode())

    def receive_until(self, wanted, within: float = WAIT_SECONDS) -> list:
        """Everything up to and with the first message for which wanted(message) is true."""
        got = []
        end = time.monotonic() + within
        while True:
            got.append(self.receive(max(0.01, end - time.monotonic())))
            if wanted(got[-1]):
                return got

    def closed_with(self, within: float = WAIT_SECONDS) -> int | None:
        """The close code, reading on until the server has ended the connection."""
        end = time.monotonic() + within
        try:
            while time.monotonic() < end:
                self.receive(max(0.01, end - time.monotonic()))
        except Closed as closed:
            return closed.code
        except ConnectionError:
            return None
        raise AssertionError("the server did not end the connection")

    def has_input(self, within: float) -> bool:
        return bool(self.buffer) or bool(select.select([self.socket], [], [], within)[0])

    def close(self) -> None:
        self.socket.close()
