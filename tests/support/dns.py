"""A DNS server of the test's own: answers TXT questions over UDP from a table, and nothing else. (RFC 1035)"""
import socket
import struct
import threading

TXT = 16


class Dns:
    """`zone` maps names to TXT values; a value of None means: never answer."""

    def __init__(self, zone: dict):
        self.zone = zone
        self.asked = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]

    def __enter__(self) -> "Dns":
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.socket.close()

    def _serve(self) -> None:
        while True:
            try:
                question, peer = self.socket.recvfrom(4096)
            except OSError:
                return
            name, end = self._name(question)
            self.asked.append(name)
            if self.zone.get(name, "") is not None:
                self.socket.sendto(self._answer(question, name, end), peer)

    @staticmethod
    def _name(question: bytes) -> tuple:
        labels, at = [], 12
        while question[at]:
            labels.append(question[at + 1:at + 1 + question[at]].decode("latin-1"))
            at += 1 + question[at]
        return ".".join(labels).lower(), at + 5

    def _answer(self, question: bytes, name: str, end: int) -> bytes:
        value = self.zone.get(name)
        code = 0 if value else 3  # NXDOMAIN
        head = question[:2] + struct.pack(">HHHHH", 0x8580 | code, 1, 1 if value else 0, 0, 0)
        if not value:
            return head + question[12:end]
        text = value.encode()
        strings = b"".join(bytes([len(piece)]) + piece
                           for piece in (text[i:i + 255] for i in range(0, len(text), 255)))
        record = struct.pack(">HHHIH", 0xC00C, TXT, 1, 60, len(strings)) + strings
        return head + question[12:end] + record
