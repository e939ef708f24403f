"""A mailbox that is connected by consent: a stand-in identity provider, a real Dovecot that asks it whether a token is good,
and an SMTP peer that does the same.

Rule: mail-correctness.md section 2.7; whoever uses it needs Dovecot and root.
"""
from support.api import Problem
from support.case import PostroomCase
from support.dovecot import Dovecot
from support.identity_provider import IdentityProvider
from support.smtp_peer import Peer
from support.wait import eventually

MAILBOX = "helpdesk@desk.test"
BACK = "http://127.0.0.1/admin/connect"

PASSDB = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {root}/oauth2.conf
}}
"""
OAUTH2 = """
introspection_mode = post
introspection_url = {url}/introspect
force_introspection = yes
username_attribute = username
active_attribute = active
active_value = true
"""


def mail(subject: str) -> bytes:
    return (f"From: Ana <ana@customer.test>\nTo: {MAILBOX}\nSubject: {subject}\n"
            f"Message-ID: <{subject.replace(' ', '.')}@customer.test>\n\nHello\n").encode()


class OAuthCase(PostroomCase):
    """The mailbox is connected by consent() and looked after from then on."""

    def setUp(self):
        super().setUp()
        self.provider = self.stack.enter_context(IdentityProvider())
        root = self.folder / "dovecot"
        self.peer = Dovecot(self.folder, {MAILBOX: "for the test's own sessions"},
                            mechanisms="plain login xoauth2", passdb=PASSDB.format(root=root))
        self.peer.open_folders()
        (root / "oauth2.conf").write_text(OAUTH2.format(url=self.provider.url))
        self.peer.start()
        self.addCleanup(lambda: self.peer.stop())
        self.smtp = self.stack.enter_context(Peer(users={MAILBOX: None}))
        self.smtp.auth_in_clear, self.smtp.mechanisms = True, "XOAUTH2"
        self.smtp.takes_token = lambda user, token: (
            self.provider.introspect(token).get("username") == user)
        self.desk = self.server().start()
        self.api = self.desk.api()

    def register(self) -> None:
        self.api.call("PUT", "/oauth_client", self.provider.settings())

    def wanted(self, **more) -> dict:
        return {"address": MAILBOX, "provider": "microsoft365", "redirect_uri": BACK,
                "imap": {"host": "127.0.0.1", "port": self.peer.port, "tls": "off"},
                "smtp": {"host": "127.0.0.1", "port": self.smtp.port, "tls": "off"}, **more}

    def consent(self, **more) -> dict:
        begun = self.api.post("/mailboxes/consent", self.wanted(**more))
        back = self.provider.consent(begun["authorize_url"])
        return self.api.post("/mailboxes/consent/finish",
                             {"state": back["state"], "code": back["code"]})

    def box(self) -> dict:
        return self.api.get("/mailboxes")["items"][0]

    def refused(self, code: str, act) -> Problem:
        with self.assertRaises(Problem) as refused:
            act()
        self.assertEqual(refused.exception.code, code)
        return refused.exception

    def ticket(self, subject: str) -> None:
        self.peer.deliver(MAILBOX, mail(subject))
        eventually(f"the ticket {subject}", lambda: self.api.item_titled(subject), within=20)

    def answer(self, subject: str, text: str) -> None:
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})
        conversation = self.api.conversation(self.api.item_titled(subject)["id"])
        self.api.say(conversation["id"], text, text)
        eventually(f"{text} left", lambda: any(text.encode() in taken.raw and taken.user == MAILBOX
                                               for taken in self.smtp.mails), within=20)
