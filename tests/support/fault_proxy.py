"""A line between two programs that does what a test says: changes what the server says, adds to it, cuts it.

Invariant: counts what it did, so that a test knows that its fault happened.
"""
import socket
import threading


class FaultProxy:
    """`rule(bytes of the server) -> bytes to pass on`, or None: both sides are cut there.

    go_silent(): the lines that are open stay open, and nothing passes any more; new ones work.
    """

    def __init__(self, port: int, rule=lambda said: said):
        self.target = port
        self.rule = rule
        self.heard = bytearray()  # of the client, everything
        self._asked = {}  # by line
        self._silent = set()
        self._open = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def __enter__(self) -> "FaultProxy":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._listener.close()

    def pass_on(self, said: bytes, asked: bytes) -> bytes | None:
        """For rules that also go by what the client has said on that line since the server last said something."""
        return self.rule(said)

    def go_silent(self) -> int:
        """How many lines fell silent."""
        self._silent |= self._open
        return len(self._silent)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target), timeout=60)
            except OSError:
                client.close()
                continue
            self._open.add(client)
            threading.Thread(target=self._upwards, args=(client, server), daemon=True).start()
            threading.Thread(target=self._downwards, args=(server, client), daemon=True).start()

    def _upwards(self, client: socket.socket, server: socket.socket) -> None:
        try:
            while said := client.recv(65536):
                if client not in self._silent:
                    self.heard += said
                    self._asked[client] = self._asked.get(client, b"") + said
                    server.sendall(said)
        except OSError:
            pass
        self._open.discard(client)
        self._cut(client, server)

    def _downwards(self, server: socket.socket, client: socket.socket) -> None:
        try:
            while said := server.recv(65536):
                is_silent = client in self._silent
                passed = self.pass_on(said, self._asked.pop(client, b""))
                if passed is None:
                    break
                if not is_silent:
                    client.sendall(passed)
        except OSError:
            pass
        self._cut(client, server)

    @staticmethod
    def _cut(*ends: socket.socket) -> None:
        for end in ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()
