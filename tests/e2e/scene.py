"""A desk in the middle of its day, for looking at: every state that a screen can show, made by real mail.

Customers write by SMTP, colleagues answer through the HTTP contract, the mail server at the other end takes
some mails, asks to come again for others and refuses one: so the Outbox and the mail log have something to say.
"""
import contextlib
import email
import email.policy
import pathlib
import smtplib
import sqlite3
import subprocess
import sys
import time

from support.api import Api
from support.customers import Chatting
from support.database import file_of
from support.maildir import answer_to, new_mail, send
from support.server import PASSWORD, ROOT, Server, run_program
from support.sink import Sink
from support.wait import eventually
from support.web_site import WebSite

ADA = "ada@postroom.example"
DESK = "support@postroom.example"
MAILS = pathlib.Path(__file__).parent / "mails"

EVE = "Eve Larsen <eve.larsen@northwind.example>"
PRINTER = "Printer on floor 3 prints blank pages"
ANSWER = ("<p>Hello Eve,</p><p>that sounds like the <strong>transport seal</strong> of the new toner: it is easy to "
          "miss. Could you try this?</p><ol><li>Open the front cover and pull the toner out.</li><li>Pull the orange "
          "strip out of its left side, all the way.</li><li>Put it back and print the test page.</li></ol>"
          "<p>If it still prints white, tell me the number under the cover and I send somebody today.</p><p>Ada</p>")
NOTE = "The seal again. Third time this month with the new supplier, I will ask purchasing about it."
EVE_AGAIN = ("You are right, there was an orange strip. I feel a little silly!\n\n"
             "It prints now, but every page has a grey line on the right. The number is PT-4471-B.")
DAMAGED = "Order 5520 arrived damaged"
GONE = "Webhook signature does not match since yesterday"
CHATTER = "Jonas Berg"
SHOP = "Northwind shop"
NADIA = "Nadia Haddad <nadia@haddad-interiors.example>"


class Scene:
    """Made by entering it; `site` and `conversations` (subject -> id) say where to look."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self._stack = contextlib.ExitStack()
        self.conversations = {}
        self.items = {}

    def __enter__(self) -> "Scene":
        self.sink = self._stack.enter_context(Sink())
        self.desk = self._stack.enter_context(self._prepared())
        self.desk.start()
        self.ada = self.desk.api(ADA)
        self.ada.call("PATCH", "/me", {"undo_send_seconds": 0, "signature": "Ada Moreau\nPostroom Support"})
        self._fill_with_samples()
        self._printer()
        self._rich_mail()
        self._outbox()
        self._bounced()
        self._talk()
        self._connectors()
        self._stopped_channel()
        self._chat()
        for item in self.ada.items():
            self.items[item["title"]] = item["id"]
            self.conversations[item["title"]] = self.ada.conversation(item["id"])["id"]
        return self

    def __exit__(self, *_) -> None:
        self._stack.close()

    @property
    def site(self) -> str:
        return "http://%s:%d" % self.desk.address("http")

    def colleague(self, local: str) -> Api:
        """Signed in by a one-time link, as everybody without a password is."""
        link = run_program("user", "link", "--data", self.desk.data, f"{local}@postroom.example").stdout.decode()
        return Api(*self.desk.address("http")).sign_in_by_link(link.strip().partition("token=")[2])

    def prepare_portal(self) -> None:
        """The portal as a company would set it up."""
        self.ada.call("PATCH", "/portal_settings", {"title": "Northwind Help", "color": "#0f766e", "forms": [
            {"type": "ticket", "offered": True, "introduction": "Tell us what happened and we take care of it.",
             "fields": [{"label": "Which device is it?", "kind": "text"},
                        {"label": "How urgent is it?", "kind": "choice", "required": True,
                         "choices": ["I cannot work", "It slows me down", "It can wait"]}]},
            {"type": "task", "offered": True, "title": "Order something"}]})

    def _prepared(self) -> Server:
        server = Server(self.folder / "desk", "--smart-host", f"smtp://127.0.0.1:{self.sink.port}",
                        "--public-url", "https://desk.postroom.example")
        server.folder.mkdir(parents=True)
        password = server.folder / "password"
        password.write_text(PASSWORD + "\n")
        run_program("setup", "--data", server.data, "--admin-email", ADA, "--admin-password-file", password,
                    "--support-address", DESK, "--sample")
        return server

    def _fill_with_samples(self) -> None:
        address = {name: "%s:%d" % self.desk.address(name) for name in ("smtp", "http")}
        told = subprocess.run([sys.executable, ROOT / "tools/sample", "--smtp", address["smtp"], "--support", DESK,
                               "--http", address["http"], "--email", ADA, "--password-file",
                               self.desk.folder / "password", "--data", self.desk.data],
                              timeout=120, capture_output=True, text=True)
        if told.returncode != 0:
            raise AssertionError(f"tools/sample: {told.stdout[-2000:]}{told.stderr[-4000:]}")

    def _item(self, title: str) -> dict:
        return eventually(f"the ticket {title!r}", lambda: self.ada.item_titled(title), within=30)

    def _say(self, api: Api, title: str, client_id: str, visibility: str = "public", **body) -> dict:
        conversation = self.ada.conversation(self._item(title)["id"], visibility)
        return api.post(f"/conversations/{conversation['id']}/messages", {"client_id": client_id, **body})

    def _mail_to(self, address: str):
        """The newest mail that reached the address, as its owner's mail client has it."""
        found = eventually(f"a mail to {address}", lambda: self.sink.to(address), within=30)
        return self._parsed(found[-1])

    @staticmethod
    def _parsed(taken):
        return email.message_from_bytes(taken.raw, policy=email.policy.default)

    def _printer(self) -> None:
        """Answer, note, quoted answer: the conversation that the first picture shows."""
        ben = self.colleague("ben")
        item = self._item(PRINTER)
        self._say(self.ada, PRINTER, "printer-1", html=ANSWER)
        self.ada.call("PATCH", f"/items/{item['id']}", {"assignee_id": self.ada.user["id"], "status": "open",
                                                        "priority": "high"})
        self._say(ben, PRINTER, "printer-note", "internal", text=NOTE)
        conversation = self.ada.conversation(item["id"])
        ben.mark_seen(conversation["id"], conversation["last_seq"])
        reply = answer_to(self._mail_to("eve.larsen@northwind.example"), EVE, EVE_AGAIN)
        reply.add_attachment((MAILS / "grey-line.png").read_bytes(), maintype="image", subtype="png",
                             filename="grey-line.png")
        send(self.desk.address("smtp"), reply)
        eventually("Eve's answer", lambda: len(self.ada.messages(conversation["id"])) >= 3, within=30)

    def _rich_mail(self) -> None:
        mail = new_mail(NADIA, DESK, DAMAGED, (MAILS / "order.txt").read_text("utf-8"))
        mail.add_alternative((MAILS / "order.html").read_text("utf-8"), subtype="html")
        mail.get_payload()[1].add_related((MAILS / "chair.png").read_bytes(), maintype="image", subtype="png",
                                          cid="<chair>", filename="chair.png")
        mail.add_attachment(b"%PDF-1.4\n% delivery note\n", maintype="application", subtype="pdf",
                            filename="Lieferschein 5520 - unterschrieben am Empfang.pdf")
        send(self.desk.address("smtp"), mail)
        self._item(DAMAGED)

    def _outbox(self) -> None:
        """One mail refused for good, one asked to come again, one whose answer was lost."""
        self._refused("Projector in room \"Oslo\" flickers", "", verb=".")
        self._refused("Can't sign in after the holidays",
                      "550 5.1.1 <tom@bakery.example>: Recipient address rejected: User unknown")
        self._refused("Ordine 5531: consegna parziale", "451 4.7.1 Greylisting in action, please come back later")

    def _bounced(self) -> None:
        """A mail that was taken, and reported undeliverable afterwards: the address is gone."""
        address = self._item(GONE)["requester"]["email"]
        said = self._say(self.ada, GONE, "gone-1", text="Did this help? Then I close the ticket.")
        mail = eventually("the mail to be returned", lambda: next(
            (mail for mail in map(self._parsed, self.sink.to(address)) if "Did this help?" in mail.as_string()), None),
            within=30)
        report = (f"From: Mail Delivery System <mailer-daemon@mx.example>\r\nTo: {DESK}\r\n"
                  "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
                  "Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n"
                  "--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
                  f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                  f"Diagnostic-Code: smtp; 550 5.1.1 <{address}>: Recipient address rejected: User unknown\r\n\r\n"
                  f"--r\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mail['Message-ID']}\r\n\r\n--r--\r\n")
        with smtplib.SMTP(*self.desk.address("smtp"), timeout=30) as session:
            session.sendmail("", [DESK], report.encode())
        conversation = said["conversation_id"]
        eventually("the message says that it did not arrive", lambda: any(
            receipt["mail_state"] == "bounced" for message in self.ada.messages(conversation)
            for receipt in message["receipts"]), within=30)

    def _talk(self) -> None:
        """Colleagues among themselves, a project with a stream, an item that was split, one that was merged."""
        ben = self.colleague("ben")
        people = {user["email"].partition("@")[0]: user["id"] for user in self.ada.get("/users")["items"]}
        others = [identity for name, identity in people.items() if name not in ("ada", "ben")]
        self.direct = ben.post("/conversations", {"user_ids": [people["ada"], *others[:2]],
                                                  "title": "Who takes Friday evening?"})["id"]
        ben.say(self.direct, "I cannot: school concert. Could one of you?", "talk-1")
        self.ada.say(self.direct, "I can, if somebody takes my Monday.", "talk-2")
        project = next(iter(self.ada.get("/projects")["items"]))
        self.project = project["id"]
        self.ada.call("PUT", f"/projects/{self.project}/followers/user/{people['ada']}")
        stream = self.ada.post(f"/projects/{self.project}/conversations",
                               {"visibility": "internal", "title": "Weekly notes"})["id"]
        ben.say(stream, "Two suppliers have answered, the third one promises a price by Thursday.", "talk-3")
        damaged = self._item(DAMAGED)
        first = self.ada.messages(self.ada.conversation(damaged["id"])["id"])[0]
        self.ada.post(f"/items/{damaged['id']}/split",
                      {"message_ids": [first["id"]], "title": "Chair of order 5520: spare leg"})

    def _connectors(self) -> None:
        """One more, whose server takes no mail."""
        self.ada.post("/connectors", {"name": "Old relay", "host": "127.0.0.1", "port": 9, "tls": "off",
                                      "from_address": "billing@postroom.example"})

    def _stopped_channel(self) -> None:
        """As LOOP-7 leaves it; two hundred automatic mails in five minutes would show no more."""
        channel = next(each["id"] for each in self.ada.get("/channels")["items"] if each["name"] == "Billing")
        with contextlib.closing(sqlite3.connect(file_of(self.desk.data), timeout=30)) as database, database:
            database.execute("insert into setting (name, value) values (?, ?)",
                             (f"automatic_mail_stopped.{channel}", str((int(time.time()) - 3 * 3600) * 1000)))

    def _chat(self) -> None:
        """A widget on a shop's page, and a visitor of it who is being answered."""
        widget = self.ada.post("/chat_widgets", {
            "name": SHOP, "color": "#2f6f5e", "greeting": "Hello! Ask us anything about orders and delivery.",
            "offline_text": "We are back tomorrow at nine."})
        tag = f'<script src="{self.site}/widget.js" data-key="{widget["key"]}" async></script>'
        self.shop = self._stack.enter_context(WebSite(tag, self.site))
        self.ada.call("PATCH", f"/chat_widgets/{widget['id']}",
                      {"sites": ["https://shop.northwind.example", self.shop.origin]})
        jonas = Chatting(self.desk, widget, self.shop.origin, name=CHATTER, email="jonas.berg@northwind.example")
        chat = jonas.start("Hi, is the standing desk in oak back in stock this month?")["conversation_id"]
        jonas.post("/chat/page", {"url": self.shop.origin + "/desks/oak", "title": "Standing desk, oak"})
        self.ada.say(chat, "It is on its way: we expect it on Thursday. Shall I keep one for you?", "chat-1")
        jonas.post(f"/my/conversations/{chat}/messages", {"text": "Yes please!"})
        self.conversations[CHATTER] = chat

    def _refused(self, subject: str, refusal: str, verb: str = "RCPT") -> None:
        def tried() -> bool:
            mails = self.ada.get("/outbox", view="all", limit=200)["items"]
            return any(mail["subject"].endswith(subject) and mail["attempts"] > 0 for mail in mails)
        self.sink.refusals[verb] = refusal
        self._say(self.ada, subject, f"outbox-{subject}", text="Hello,\n\nwe are looking into it.\n\nAda")
        eventually(f"an attempt at {subject!r}", tried, within=30)
        self.sink.refusals.clear()
