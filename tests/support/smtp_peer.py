"""An SMTP server that does what a test says: refuse at a verb, vanish, encrypt, ask for a password.

Rule: "the sink is the judge"; every property of the sender is asserted on what this side saw.
"""
import base64
import dataclasses
import email
import socket
import ssl
import threading

VANISH = None
HANG = "hang"  # neither an answer nor an end, until the peer lets go


@dataclasses.dataclass(frozen=True)
class Taken:
    sender: str
    recipients: list
    wire: bytes  # as it came, dots doubled
    raw: bytes
    is_tls: bool
    user: str

    @property
    def message_id(self) -> str:
        return (email.message_from_bytes(self.raw)["Message-ID"] or "").strip()


class Peer:
    """`answers`: verb (or "banner", ".") -> reply line, or None: the connection vanishes there; or HANG."""

    def __init__(self, certificate: tuple | None = None, implicit: bool = False,
                 users: dict | None = None):
        self.answers = {}
        self.offers = {"PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"}
        self.mechanisms = "PLAIN LOGIN"
        self.auth_in_clear = False
        self.takes_token = lambda user, token: False
        self.size = 50_000_000
        self.users = users or {}
        self.mails = []
        self.seen = []  # verbs, in order
        self.said_in_clear = ""
        self.implicit = implicit
        self.seconds_a_byte = 0.0  # a tarpit says everything slowly
        self.let_go = threading.Event()
        self._tls = None
        self._open = []
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(*certificate)
            if not implicit:
                self.offers.add("STARTTLS")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def __enter__(self) -> "Peer":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.let_go.set()
        self._listener.close()

    def speak_only(self, version: ssl.TLSVersion) -> None:
        """Older than anybody should accept."""
        self._tls.set_ciphers("ALL:@SECLEVEL=0")
        self._tls.minimum_version = self._tls.maximum_version = version

    def hang_up(self) -> None:
        """Closes what it had kept open: whoever has another mail signs in again."""
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it was closing anyway

    def asked(self, verb: str) -> bool:
        return verb in self.seen

    def to(self, recipient: str) -> list:
        return [mail for mail in self.mails if recipient in mail.recipients]

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        self._open.append(connection)
        try:
            connection.settimeout(30)
            if self.implicit:
                connection = self._tls.wrap_socket(connection, server_side=True)
            _Session(self, connection).run()
        except (OSError, EOFError):
            pass
        finally:
            self._open = [each for each in self._open if each.fileno() not in (-1, connection.fileno())]
            connection.close()


class _Session:
    def __init__(self, peer: Peer, connection: socket.socket):
        self.peer = peer
        self.connection = connection
        self.input = b""
        self.user = ""
        self.sender, self.recipients = None, []

    def is_tls(self) -> bool:
        return isinstance(self.connection, ssl.SSLSocket)

    def line(self) -> bytes:
        while b"\r\n" not in self.input:
            piece = self.connection.recv(65536)
            if not piece:
                raise EOFError
            self.input += piece
        line, self.input = self.input.split(b"\r\n", 1)
        return line

    def say(self, text: str) -> None:
        data = text.encode() + b"\r\n"
        if not self.peer.seconds_a_byte:
            return self.connection.sendall(data)
        for byte in data:
            if self.peer.let_go.wait(self.peer.seconds_a_byte):
                raise EOFError
            self.connection.sendall(bytes([byte]))

    def answer(self, verb: str, otherwise: str) -> bool:
        """Whether the answer was a positive one."""
        self.peer.seen.append(verb)
        text = self.peer.answers.get(verb, otherwise)
        if text is VANISH:
            raise EOFError
        if text == HANG:
            self.peer.let_go.wait()
            raise EOFError
        self.say(text)
        return text[0] in "23"

    def run(self) -> None:
        self.answer("banner", "220 peer.test ESMTP")
        while True:
            line = self.line()
            verb, _, rest = line.decode().partition(" ")
            verb = verb.upper()
            if not self.is_tls():
                self.peer.said_in_clear += verb + "\n"
            if verb == "QUIT":
                return self.say("221 2.0.0 bye")
            getattr(self, "on_" + verb.lower(), self.on_other)(verb, rest)

    def on_other(self, verb: str, rest: str) -> None:
        self.answer(verb, "250 2.0.0 ok")

    def on_ehlo(self, verb: str, rest: str) -> None:
        words = sorted(self.peer.offers - ({"STARTTLS"} if self.is_tls() else set()))
        if self.peer.users and (self.is_tls() or self.peer.auth_in_clear):
            words.append("AUTH " + self.peer.mechanisms)
        lines = ["peer.test", *words, f"SIZE {self.peer.size}"]
        self.answer(verb, "\r\n".join(f"250{'-' if at < len(lines) - 1 else ' '}{text}"
                                      for at, text in enumerate(lines)))

    def on_starttls(self, verb: str, rest: str) -> None:
        if self.answer(verb, "220 2.0.0 go"):
            self.connection = self.peer._tls.wrap_socket(self.connection, server_side=True)
            self.input = b""

    def on_auth(self, verb: str, rest: str) -> None:
        mechanism, _, initial = rest.partition(" ")
        if mechanism == "XOAUTH2":
            user, token = base64.b64decode(initial).decode().split("\x01")[:2]
            user, password = user.removeprefix("user="), token.removeprefix("auth=Bearer ")
            if not self.peer.takes_token(user, password):
                self.say("334 " + base64.b64encode(b'{"status":"401"}').decode())
                self.line()
                return self.answer(verb, "535 5.7.8 bad token")
            self.user = user
            return self.answer(verb, "235 2.7.0 in")
        if mechanism == "PLAIN":
            _, user, password = base64.b64decode(initial).decode().split("\0")
        else:
            self.say("334 " + base64.b64encode(b"Username:").decode())
            user = base64.b64decode(self.line()).decode()
            self.say("334 " + base64.b64encode(b"Password:").decode())
            password = base64.b64decode(self.line()).decode()
        if self.peer.users.get(user) == password:
            self.user = user
            self.answer(verb, "235 2.7.0 in")
        else:
            self.answer(verb, "535 5.7.8 wrong user name or password")

    def on_mail(self, verb: str, rest: str) -> None:
        self.sender, self.recipients = None, []
        if self.peer.users and not self.user:
            return self.say("530 5.7.0 sign in first")
        if self.answer(verb, "250 2.1.0 ok"):
            self.sender = rest.partition("<")[2].partition(">")[0]

    def on_rcpt(self, verb: str, rest: str) -> None:
        if self.sender is None:
            return self.say("503 5.5.1 no sender")
        if self.answer(verb, "250 2.1.5 ok"):
            self.recipients.append(rest.partition("<")[2].partition(">")[0])

    def on_data(self, verb: str, rest: str) -> None:
        if not self.recipients:
            return self.say("503 5.5.1 no recipient")
        if not self.answer(verb, "354 go on"):
            return
        lines = []
        while (line := self.line()) != b".":
            lines.append(line)
        wire = b"".join(line + b"\r\n" for line in lines)
        raw = b"".join((line[1:] if line.startswith(b".") else line) + b"\r\n" for line in lines)
        taken = Taken(self.sender, self.recipients, wire, raw, self.is_tls(), self.user)
        answer = self.peer.answers.get(".", "250 2.0.0 taken")
        if answer is VANISH or answer == HANG or answer[0] == "2":
            self.peer.mails.append(taken)
        self.sender, self.recipients = None, []
        self.answer(".", "250 2.0.0 taken")
