"""What proves who sent a mail, with another program's signatures and a DNS server of our own. (THR-4, THR-6; T7, T23)"""
import email.utils
import subprocess
import unittest

import dkim

from support.dns import Dns
from support.server import ADMIN, SUPPORT
from support.smtp_case import EVE, SmtpCase
from support.wait import eventually

SELECTOR = b"s1"


def key_pair(bits: int = 2048) -> tuple:
    """A private key as PEM, and its TXT record."""
    private = subprocess.run(["openssl", "genrsa", "-traditional", str(bits)], check=True,
                             capture_output=True).stdout
    public = subprocess.run(["openssl", "rsa", "-pubout"], input=private, check=True,
                            capture_output=True).stdout.decode()
    return private, "v=DKIM1; k=rsa; p=" + "".join(public.splitlines()[1:-1])


class SenderProof(SmtpCase):
    @classmethod
    def prepare(cls) -> str:
        cls.private, record = key_pair()
        cls.dns = cls.stack.enter_context(Dns({
            "s1._domainkey.customer.test": record,
            "s1._domainkey.agents.test": record,
            "s1._domainkey.admin.test": record,
            "s1._domainkey.evil.test": record,
            "s1._domainkey." + ADMIN.split("@")[1]: record,
            "s1._domainkey.silent.test": None}))
        return (f'[dns]\nservers = "{cls.dns.address}"\n'
                '[mail]\ntrusted_servers = "mx.desk.test"\n[relay]\ngrace_seconds = 1\n')

    def signed(self, mail: bytes, domain: str = "customer.test") -> bytes:
        return dkim.sign(mail, SELECTOR, domain.encode(), self.private,
                         include_headers=[b"from", b"to", b"subject"]) + mail

    def deliver(self, mail: bytes, recipient: str = SUPPORT, sender: str = EVE) -> None:
        line = self.at_data(self.line(), sender, recipient)
        line.send(mail.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        self.assertEqual(250, line.reply().code)

    def message(self, subject: str) -> dict:
        row = self.received(subject)
        conversation = self.api.conversation(row["item"]["id"])["id"]
        return next(message for message in self.api.messages(conversation)
                    if message["incoming_mail_id"] == row["id"])

    def proof(self, subject: str) -> dict:
        return self.message(subject)["sender_proof"]

    def test_THR6_a_signature_of_the_authors_domain_is_proof(self):
        self.deliver(self.signed(self.mail("signed")))
        proof = self.proof("signed")
        self.assertEqual({"conclusion": "pass", "basis": "dkim", "domain": "customer.test",
                          "dkim": "pass", "arc": "none", "reason": "", "wants_no_answer": False}, proof)

    def test_THR6_without_a_signature_there_is_none_and_that_is_no_failure(self):
        self.deliver(self.mail("plain"))
        proof = self.proof("plain")
        self.assertEqual(("none", "none"), (proof["conclusion"], proof["dkim"]))
        self.assertTrue(self.message("plain")["trusted"])

    def test_THR6_what_was_changed_on_the_way_proves_nothing(self):
        mail = self.signed(self.mail("changed", b"pay to account 1\r\n"))
        self.deliver(mail.replace(b"account 1", b"account 2"))
        proof = self.proof("changed")
        self.assertEqual(("none", "fail"), (proof["conclusion"], proof["dkim"]))
        self.assertTrue(proof["reason"])

    def test_THR6_the_signature_of_another_domain_proves_nothing(self):
        self.deliver(self.signed(self.mail("by another"), "evil.test"))
        proof = self.proof("by another")
        self.assertEqual(("none", "pass"), (proof["conclusion"], proof["dkim"]))

    def test_THR6_results_are_believed_of_a_trusted_server_only(self):
        for server, conclusion in (("mx.desk.test", "pass"), ("mx.evil.test", "none")):
            subject = f"results of {server}"
            self.deliver(f"Authentication-Results: {server}; dmarc=pass header.from=customer.test\r\n"
                         .encode() + self.mail(subject))
            self.assertEqual(conclusion, self.proof(subject)["conclusion"])

    def test_THR6_a_dns_that_is_silent_delays_but_loses_nothing(self):
        self.deliver(self.signed(self.mail("nobody answers").replace(b"customer.test>", b"silent.test>"),
                                 "silent.test"))
        self.assertEqual("none", self.proof("nobody answers")["conclusion"])

    def test_THR4_a_colleague_acts_by_mail_only_with_proof(self):
        self.deliver(self.mail("printer on fire"))
        row = self.received("printer on fire")
        conversation = self.api.conversation(row["item"]["id"])["id"]
        reply_to = self.reply_address(row["item"]["id"])
        for subject, sign in (("proven", True), ("unproven", False)):
            mail = (f"From: {ADMIN}\r\nTo: {reply_to}\r\nSubject: {subject}\r\n"
                    f"Message-ID: <{subject}@agents.test>\r\n\r\nI am on my way, {subject}.\r\n").encode()
            self.deliver(self.signed(mail, ADMIN.split("@")[1]) if sign else mail, reply_to, ADMIN)
            self.received(subject)
        public = [message["text"].strip() for message in self.api.messages(conversation)]
        self.assertIn("I am on my way, proven.", public)
        self.assertNotIn("I am on my way, unproven.", public)
        internal = self.api.conversation(row["item"]["id"], "internal")["id"]
        note = next(message for message in self.api.messages(internal)
                    if "unproven" in message["text"])
        self.assertIn("nothing proves it", note["warning"])

    def reply_address(self, item: str) -> str:
        """Where the administrator's notification of this item says to answer."""
        def found():
            for row in self.api.get("/mail_log/outgoing", limit=200)["items"]:
                if row["to"] == ADMIN and row["item"] and row["item"]["id"] == item:
                    raw = self.api.exchange("GET", f"/api/v1/outbox/{row['id']}/raw")[2]
                    return email.utils.parseaddr(email.message_from_bytes(raw)["Reply-To"])[1]
            return None
        return eventually("the notification", found, within=30)


if __name__ == "__main__":
    unittest.main()
