"""A creation address that takes mail from the servers its administrator named, and from no other. (SRV-12)"""
import unittest

from support.api import Problem
from support.server import SUPPORT
from support.smtp_case import EVE, SmtpCase
from support.smtp_line import SmtpLine

OPEN = "sales@desk.test"


class Networks(SmtpCase):
    def setUp(self) -> None:
        self.channel = next(channel for channel in self.api.get("/channels")["items"]
                            if channel["address"] == SUPPORT)
        self.addCleanup(self.allow, [])

    def allow(self, networks: list) -> dict:
        return self.api.call("PATCH", f"/channels/{self.channel['id']}",
                             {"client_networks": networks})

    def line_from(self, source: str) -> SmtpLine:
        line = self.line(source=source)
        self.assertEqual(250, line.say(f"MAIL FROM:<{EVE}>").code)
        return line

    def test_SRV12_other_servers_are_refused_and_named_ones_are_not(self):
        shown = self.allow(["127.0.0.8/29", "2001:db8::/32"])
        self.assertEqual(["127.0.0.8/29", "2001:db8::/32"], shown["client_networks"])
        refused = self.line_from("127.0.0.16").say(f"RCPT TO:<{SUPPORT}>")
        self.assertEqual((550, "5.7.1"), (refused.code, refused.text[:5]))
        for source in ("127.0.0.8", "127.0.0.15"):
            self.assertEqual(250, self.line_from(source).say(f"RCPT TO:<{SUPPORT}>").code)
        again = self.line_from("127.0.0.16").say(f"RCPT TO:<{SUPPORT}>")
        self.assertEqual(550, again.code, "what one server was told holds for no other")

    def test_SRV12_other_addresses_take_mail_from_everywhere(self):
        self.allow(["127.0.0.8/29"])
        if not any(channel["address"] == OPEN for channel in self.api.get("/channels")["items"]):
            self.api.post("/channels", {"name": "Sales", "address": OPEN})
        self.assertEqual(250, self.line_from("127.0.0.16").say(f"RCPT TO:<{OPEN}>").code)

    def test_SRV12_what_is_no_network_is_refused_with_a_sentence(self):
        with self.assertRaises(Problem) as refused:
            self.allow(["192.0.2.1/24"])
        self.assertEqual(400, refused.exception.status)
        self.assertIn("must be 0", str(refused.exception))


if __name__ == "__main__":
    unittest.main()
