"""One ticket of a customer's, and answers that leave through a scripted server.

Rule: "the sink is the judge" - what has arrived is asked of the peer, never of the sender.
"""
from support.api import Problem
from support.case import PostroomCase
from support.certificates import Authority
from support.maildir import new_mail, send
from support.server import SUPPORT
from support.smtp_peer import Peer
from support.wait import eventually

EVE = "eve@customer.test"
SETTINGS = "[relay]\ngrace_seconds = 600\n"
PASSWORD = "S3cret-Canary-42"


class Sending(PostroomCase):
    """One ticket of Eve's; what an agent says there goes to her through the peer."""

    tls = "off"
    user = ""

    def setUp(self) -> None:
        super().setUp()
        self.said = 0
        self.authority = Authority(self.folder / "ca")
        self.peer = self.start_peer()
        self.desk = self.server(settings=SETTINGS, environment={
            "SSL_CERT_FILE": str(self.authority.file)}).start()
        self.api = self.desk.api()
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})
        self.connector = self.api.get("/connectors")["items"][0]["id"]
        self.connect(self.tls)
        send(self.desk.address("smtp"), new_mail(f"Eve <{EVE}>", SUPPORT, "Sending", "question"))
        item = eventually("the ticket", lambda: self.api.item_titled("Sending"))
        self.conversation = self.api.conversation(item["id"])["id"]
        self.api.mark_seen(self.conversation, 1)

    def start_peer(self, **options) -> Peer:
        return self.stack.enter_context(Peer(**options))

    def connect(self, tls: str, port: int | None = None, **more) -> None:
        """The default connector leads to the peer from now on; started again, it is so at once."""
        change = {"host": "localhost", "port": port or self.peer.port, "tls": tls, **more}
        if self.user:
            change.update(username=self.user, password=PASSWORD)
        self.api.call("PATCH", f"/connectors/{self.connector}", change)
        self.assertEqual(0, self.desk.stop())
        self.api = self.desk.start().api()

    def say(self, text: str) -> None:
        self.said += 1
        self.api.say(self.conversation, text, f"client-{self.said}")

    def retry(self) -> None:
        """The mail of row(), as soon as no try of it is under way."""
        def is_taken() -> bool:
            try:
                self.api.post(f"/outbox/{self.row()['id']}/retry")
            except Problem as refused:
                if refused.code != "being_sent":
                    raise
                return False
            return True
        eventually("it may be tried again", is_taken)

    def row(self) -> dict | None:
        rows = self.api.get("/mail_log/outgoing", q=EVE, limit=5)["items"]
        return self.api.get(f"/outbox/{rows[0]['id']}") if rows else None

    def wait_for_state(self, *states: str) -> dict:
        def reached():
            row = self.row()
            return row if row and row["state"] in states else None
        return eventually(f"the mail is {states}", reached, within=25)

    def mail_state(self) -> str | None:
        """What the last message says of the mail that carries it to the customer."""
        last = self.api.messages(self.conversation)[-1]
        return next(receipt["mail_state"] for receipt in last["receipts"]
                    if receipt["person"]["kind"] == "customer")

    def attention(self) -> str:
        return eventually("the connector needs attention", lambda: next(
            (each["attention"] for each in self.api.get("/connectors")["items"]
             if each["id"] == self.connector and each.get("needs_attention")), None), within=20)

    def log(self) -> str:
        return (self.desk.folder / "server.log").read_text(errors="replace")
