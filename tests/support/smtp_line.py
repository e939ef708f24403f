"""An SMTP client that says exactly the bytes it is given, and reads the replies one by one.

For what a mail library never does: smuggling, half commands, too much at once, silence.
"""
import socket
import ssl

PATIENCE_SECONDS = 15.0


class Reply:
    """One reply, however many lines it had."""

    def __init__(self, lines: list):
        self.lines = lines
        self.code = int(lines[-1][:3])
        self.text = " ".join(line[4:] for line in lines)

    def __repr__(self) -> str:
        return f"{self.code} {self.text}"


class SmtpLine:
    def __init__(self, address: tuple | str, greet: bool = True, source: str = ""):
        """`address`: (host, port), or the path of a Unix socket. `source`: the address to come from."""
        if isinstance(address, tuple):
            self.socket = socket.create_connection(address, PATIENCE_SECONDS, (source, 0))
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(PATIENCE_SECONDS)
            self.socket.connect(str(address))
        self._input = b""
        self.banner = self.reply() if greet else None

    def __enter__(self) -> "SmtpLine":
        return self

    def __exit__(self, *_) -> None:
        self.socket.close()

    def send(self, sent: bytes) -> None:
        self.socket.sendall(sent)

    def _read_line(self) -> bytes:
        while b"\n" not in self._input:
            piece = self.socket.recv(65536)
            if not piece:
                raise EOFError(f"closed after {self._input!r}")
            self._input += piece
        line, self._input = self._input.split(b"\n", 1)
        return line.rstrip(b"\r")

    def reply(self) -> Reply:
        lines = [self._read_line().decode("utf-8", "replace")]
        while lines[-1][3:4] == "-":
            lines.append(self._read_line().decode("utf-8", "replace"))
        return Reply(lines)

    def say(self, command: str | bytes) -> Reply:
        """One command and its reply."""
        self.send((command.encode() if isinstance(command, str) else command) + b"\r\n")
        return self.reply()

    def codes(self, *commands: str) -> list:
        return [self.say(command).code for command in commands]

    def is_closed(self) -> bool:
        """The server ends the connection, whatever it still says before."""
        try:
            while self.socket.recv(65536):
                pass
        except ConnectionError:
            return True
        except TimeoutError:
            return False
        return True

    def start_tls(self, context: ssl.SSLContext, name: str) -> None:
        self.socket = context.wrap_socket(self.socket, server_hostname=name)
        self._input = b""
