"""An SMTP server that counts: the receiving side's word on what arrived, and when.

Rule: "the sink is the judge" - what a database says about sent mail is never the proof (I4-I6).
"""
import asyncio
import dataclasses
import email
import hashlib
import threading
import time


@dataclasses.dataclass(frozen=True)
class Arrival:
    message_id: str
    recipient: str
    sha256: str
    at_ms: int
    raw: bytes


class Sink:
    """Listens on a free port in a thread of its own; stays up while the server under test dies."""

    def __init__(self):
        self.arrivals = []
        self.refusals = {}  # verb -> reply line to give instead of accepting; "." -> "": no reply, cut
        self.unknown = set()  # recipients that are refused for good
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Sink":
        self._thread.start()
        if not self._up.wait(10):
            raise AssertionError("the sink did not start")
        return self

    def __exit__(self, *_) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._session, "127.0.0.1", 0, limit=1 << 26))
        self.port = server.sockets[0].getsockname()[1]
        self._up.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._end(server))
        self._loop.close()

    async def _end(self, server) -> None:
        server.close()
        sessions = asyncio.all_tasks() - {asyncio.current_task()}
        for session in sessions:
            session.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)

    async def _session(self, reader, writer) -> None:
        try:
            writer.write(b"220 sink.test ESMTP\r\n")
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _converse(self, reader, writer) -> None:
        recipients = []
        while line := await reader.readline():
            verb = line[:4].strip().upper().decode("latin-1")
            if verb in self.refusals:
                writer.write(self.refusals[verb].encode() + b"\r\n")
            elif verb in ("EHLO", "LHLO"):
                writer.write(b"250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
                             b"250-ENHANCEDSTATUSCODES\r\n250 SIZE 50000000\r\n")
            elif verb == "QUIT":
                writer.write(b"221 2.0.0 bye\r\n")
                return
            elif verb == "RCPT":
                recipient = line.decode().split("<", 1)[1].split(">", 1)[0]
                known = recipient not in self.unknown
                recipients += [recipient] if known else []
                writer.write(b"250 2.1.5 ok\r\n" if known else b"550 5.1.1 no such user here\r\n")
            elif verb == "DATA":
                writer.write(b"354 go on\r\n")
                await self._take(reader, writer, recipients)
                recipients = []
            else:
                recipients = recipients if verb == "NOOP" else []
                writer.write(b"250 2.0.0 ok\r\n")
            await writer.drain()

    async def _take(self, reader, writer, recipients: list) -> None:
        lines = []
        while (line := await reader.readuntil(b"\r\n")) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        raw = b"".join(lines)
        message_id = (email.message_from_bytes(raw)["Message-ID"] or "").strip()
        for recipient in recipients:
            self.arrivals.append(Arrival(message_id, recipient, hashlib.sha256(raw).hexdigest(),
                                         time.time_ns() // 1_000_000, raw))
        if self.refusals.get(".") == "":
            raise ConnectionError("the answer to the final dot is lost")
        if "." in self.refusals:
            writer.write(self.refusals["."].encode() + b"\r\n")
        else:
            writer.write(b"250 2.0.0 taken\r\n")

    def to(self, recipient: str) -> list:
        return [arrival for arrival in self.arrivals if arrival.recipient == recipient]
