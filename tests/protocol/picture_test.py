"""Remote pictures of a mail come through our server when asked for, and nothing else does. (SEC-3, SEC-12; T21, T27)"""
import base64
import http.server
import threading
import unittest
import urllib.parse

from support.server import SUPPORT
from support.smtp_case import EVE, SmtpCase

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
                         "AABJRU5ErkJggg==")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


class Stranger(http.server.BaseHTTPRequestHandler):
    """The sender's web server: notes who asks, and how."""
    pages = {"/pixel.png": PIXEL, "/with space.png?a=1&b=2": PIXEL, "/image.svg": SVG,
             "/page.html": b"<html>hello</html>", "/huge.png": PIXEL + b"x" * (9 << 20)}
    near = ""

    def do_GET(self):
        target = urllib.parse.unquote(self.path)
        self.server.asked.append((target, dict(self.headers)))
        if target == "/to-near":
            self.send_response(302)
            self.send_header("Location", self.near)
            self.end_headers()
            return
        body = self.pages.get(target)
        self.send_response(200 if body else 404)
        self.send_header("Set-Cookie", "who=reads")
        self.end_headers()
        if body:
            self.wfile.write(body)

    def log_message(self, *_):
        pass


class Pictures(SmtpCase):
    settings = '[pictures]\nnetworks = "127.0.0.1"\n'

    @classmethod
    def prepare(cls) -> None:
        cls.far, cls.near = cls.stranger("127.0.0.1"), cls.stranger("127.0.0.2")
        Stranger.near = cls.url(cls.near, "/pixel.png")

    @classmethod
    def stranger(cls, address: str):
        server = http.server.ThreadingHTTPServer((address, 0), Stranger)
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cls.stack.callback(server.server_close)
        cls.stack.callback(server.shutdown)
        return server

    @staticmethod
    def url(server, path: str) -> str:
        return "http://%s:%d%s" % (*server.server_address[:2], path)

    def message_with(self, subject: str, *urls: str) -> dict:
        images = "".join(f'<img src="{url.replace("&", "&amp;")}">' for url in urls)
        line = self.at_data(self.line())
        line.send((f"From: {EVE}\r\nTo: {SUPPORT}\r\nSubject: {subject}\r\n"
                   f"Message-ID: <{subject.replace(' ', '-')}@customer.test>\r\n"
                   f"Content-Type: text/html\r\n\r\n<p>Look:</p>{images}\r\n.\r\n").encode())
        self.assertEqual(250, line.reply().code)
        row = self.received(subject)
        conversation = self.api.conversation(row["item"]["id"])["id"]
        return self.api.messages(conversation)[0]

    def picture(self, message: dict, url: str) -> tuple:
        target = f"/api/v1/messages/{message['id']}/picture?url={urllib.parse.quote(url, safe='')}"
        return self.api.exchange("GET", target)

    def test_SEC3_a_mail_that_is_opened_asks_nobody_and_a_click_asks_without_a_trace(self):
        url = self.url(self.far, "/pixel.png")
        message = self.message_with("one picture", url)
        self.assertNotIn(" src=", message["html"])
        self.assertEqual([], [each for each in self.far.asked if each[0] == "/pixel.png"])
        status, headers, body = self.picture(message, url)
        self.assertEqual((200, PIXEL), (status, body))
        headers = {name.lower(): value for name, value in headers}
        self.assertEqual("image/png", headers["content-type"])
        self.assertIn("private", headers["cache-control"])
        self.assertEqual("nosniff", headers["x-content-type-options"])
        self.assertNotIn("set-cookie", headers)
        asked = self.far.asked[-1][1]
        self.assertNotIn("Cookie", asked)
        self.assertNotIn("Referer", asked)

    def test_SEC3_an_address_with_an_ampersand_is_found(self):
        url = self.url(self.far, "/with%20space.png?a=1&b=2")
        self.assertEqual(200, self.picture(self.message_with("ampersand", url), url)[0])

    def test_SEC3_only_pictures_and_only_such_that_stand_in_the_mail(self):
        paths = ("/image.svg", "/page.html", "/huge.png", "/gone.png")
        message = self.message_with("no pictures", *(self.url(self.far, path) for path in paths))
        for path in paths:
            self.assertEqual(404, self.picture(message, self.url(self.far, path))[0], path)
        asked = len(self.far.asked)
        self.assertEqual(404, self.picture(message, self.url(self.far, "/pixel.png"))[0])
        self.assertEqual(asked, len(self.far.asked), "what the mail does not name is not asked for")

    def test_SEC12_nothing_near_is_reached_directly_or_by_a_redirect(self):
        near, redirect = self.url(self.near, "/pixel.png"), self.url(self.far, "/to-near")
        strange = ("file:///etc/passwd", "http://[::1]:1/x.png", "http://169.254.169.254/x.png",
                   "http://localhost:1/x.png", "http://2130706434/x.png")
        message = self.message_with("near", near, redirect, *strange)
        for url in (near, redirect, *strange):
            status, _, body = self.picture(message, url)
            self.assertEqual(404, status, url)
            self.assertEqual("picture_not_found", body["code"], "one answer for all")
        self.assertEqual([], self.near.asked)

    def test_SEC7_only_who_sees_the_message_sees_its_pictures(self):
        url = self.url(self.far, "/pixel.png")
        message = self.message_with("not yours", url)
        stranger = type(self.api)(self.api.host, self.api.port)
        target = f"/api/v1/messages/{message['id']}/picture?url={urllib.parse.quote(url, safe='')}"
        self.assertEqual(401, stranger.exchange("GET", target)[0])


if __name__ == "__main__":
    unittest.main()
