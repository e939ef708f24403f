"""HTML of strangers stays inactive where people read it: Chromium opens each such mail in the Messenger.

No script runs, no dialog opens, nothing is navigated or opened, no request leaves to anybody but our server, the page's
policy has nothing to report, and nothing that could act stands in the document that the browser made of it. The mails of
POSTROOM_CORPORA, and some of the test's own. (SEC-1 to SEC-3, F37; issue 3 point 4)
"""
import json
import os
import pathlib
import smtplib
import unittest

from support.browser import Browser, is_installed
from support.case import PostroomCase
from support.database import Database
from support.server import ADMIN, PASSWORD, ROOT, SUPPORT
from support.wait import eventually

CORPORA = pathlib.Path(os.environ.get("POSTROOM_CORPORA", ROOT.parent / "shared/corpora"))
# A name that exists nowhere: whoever asks for it has been caught.
ELSEWHERE = "canary.invalid"
OWN = [
    "<p>hello <img src=x onerror=alert(1)></p>",
    f"<p>one <img src='https://{ELSEWHERE}/pixel.png'> two</p>",
    f"<table background='https://{ELSEWHERE}/b.png'><tr><td style='background:url(https://{ELSEWHERE}/c.png)'>x</td></tr></table>",
    f"<style>@import 'https://{ELSEWHERE}/s.css'; p {{ background: url(https://{ELSEWHERE}/d.png) }}</style><p>styled</p>",
    f"<meta http-equiv=refresh content='0;url=https://{ELSEWHERE}/'><p>refreshed</p>",
    f"<base href='https://{ELSEWHERE}/'><p><img src='relative.png'><a href='next'>go</a></p>",
    f"<iframe src='https://{ELSEWHERE}/'></iframe><object data='https://{ELSEWHERE}/o'></object><p>framed</p>",
    "<iframe srcdoc='&lt;script&gt;parent.alert(1)&lt;/script&gt;'></iframe><p>nested</p>",
    "<form action='javascript:alert(1)'><input autofocus onfocus=alert(1)><button>press</button></form>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg><details open ontoggle=alert(1)>d</details>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)></style></mglyph></table></mtext></math>",
    f"<link rel=stylesheet href='https://{ELSEWHERE}/l.css'><link rel=prefetch href='https://{ELSEWHERE}/p'><p>linked</p>",
    f"<video poster='https://{ELSEWHERE}/v.png' src='https://{ELSEWHERE}/v.mp4' autoplay></video><audio src='https://{ELSEWHERE}/a.mp3' autoplay></audio>",
    f"<img srcset='https://{ELSEWHERE}/2x.png 2x' src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<a href='&#106;avascript:alert(1)'>link</a><a href='java\nscript:alert(1)'>link</a><a href='vbscript:x'>link</a>",
    "<p style='position:fixed;inset:0;width:expression(alert(1));behavior:url(#x)'>over everything</p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template><xmp><script>alert(1)</script></xmp><plaintext><b>plain</b>",
]

# In the page and in the frame of a mail: whatever could act, or could fetch from elsewhere. As JSON, for reading.
LOOK = """(() => {
  const found = [];
  const look = (root, where) => {
    for (const each of root.querySelectorAll('*')) {
      const tag = each.localName;
      if (where === 'frame' && ['script', 'iframe', 'frame', 'object', 'embed', 'form', 'input', 'button', 'base', 'link',
          'svg', 'math', 'video', 'audio', 'template', 'portal'].includes(tag)) found.push(`${where}: <${tag}>`);
      for (const { name, value } of each.attributes) {
        if (name.startsWith('on')) found.push(`${where}: ${tag} ${name}`);
        const plain = value.replace(/[\\u0000-\\u0020]/g, '').toLowerCase();
        if (/^(javascript|vbscript|livescript|data:text\\/html)/.test(plain)) found.push(`${where}: ${tag} ${name}=${plain}`);
        if (name === 'src' && /^(https?:)?\\/\\//.test(plain) && !plain.startsWith(location.origin)) found.push(`${where}: ${tag} ${name}=${plain}`);
        if (name === 'style' && /url\\(|expression|@import|position:(fixed|sticky)/.test(plain)) found.push(`${where}: ${tag} style=${plain}`);
      }
    }
  };
  const stream = document.querySelector('[data-testid=stream], main') ?? document.body;
  for (const each of stream.querySelectorAll('*')) {
    for (const { name } of each.attributes) if (name.startsWith('on')) found.push(`page: ${each.localName} ${name}`);
  }
  for (const frame of document.querySelectorAll('iframe')) {
    if (frame.sandbox.contains('allow-scripts')) found.push('a frame may run scripts');
    const inner = frame.contentDocument;
    if (!inner?.body) { found.push('a frame went away: ' + frame.src); continue; }
    if (inner.URL !== 'about:srcdoc') found.push('a frame was navigated: ' + inner.URL);
    look(inner.body, 'frame');
    for (const each of inner.body.querySelectorAll('*')) {
      for (const kind of ['mouseover', 'mouseenter', 'pointerdown', 'focus', 'animationstart', 'toggle', 'error', 'load']) {
        each.dispatchEvent(new Event(kind, { bubbles: true }));
      }
    }
  }
  return found;
})()"""


def as_mail(html: str, number: int) -> bytes:
    return (f"From: stranger{number}@customer.test\r\nTo: {SUPPORT}\r\nSubject: own {number}\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n").encode()


def html_cases() -> list:
    """Mails of the corpora whose HTML must be inactive."""
    cases = []
    for file in sorted(CORPORA.glob("*.expected.json")):
        if json.loads(file.read_text())["expect"].get("html", {}).get("inactive"):
            cases.append((CORPORA / file.name.replace(".expected.json", ".eml")).read_bytes())
    return cases


@unittest.skipUnless(is_installed(), "needs Node, playwright-core and Chromium")
class InactiveHtml(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server("--capture").start()
        self.api = self.desk.api()
        self.browser = self.stack.enter_context(Browser(self.folder))

    @property
    def site(self) -> str:
        return "http://%s:%d" % self.desk.address("http")

    def signed_in(self):
        page = self.browser.open("guarded", f"{self.site}/sign-in", guarded=True)
        page.fill(ADMIN, label="Email")
        page.fill(PASSWORD, css="input[type=password]")
        page.click(role="button", name="Sign in")
        page.see(role="heading", name="Messenger")
        self.browser.troubles()  # a session that is asked for before there is one
        return page

    def reported(self) -> int:
        """How often a browser told us that it blocked something."""
        line = next(each for each in self.api.metrics().splitlines()
                    if each.startswith("postroom_csp_reports_total "))
        return int(float(line.split()[1]))

    def receive(self, mails: list) -> list:
        """Conversations of the mails, in their order."""
        for index, mail in enumerate(mails):
            with smtplib.SMTP(*self.desk.address("smtp"), timeout=30) as session:
                session.sendmail(f"sender{index}@customer.test", [SUPPORT], mail)
        database = Database(self.desk.data)
        return [row[0] for row in eventually(
            "every mail is a message", lambda: self.messages_of(database, len(mails)), within=60)]

    @staticmethod
    def messages_of(database: Database, count: int) -> list | None:
        rows = database.rows("select conversation_id from message where incoming_mail_id is not null "
                             "order by incoming_mail_id")
        return rows if len(rows) == count else None

    def open_each(self, conversations: list) -> None:
        page = self.signed_in()
        for conversation in conversations:
            page.evaluate(f"history.pushState({{}}, '', '/messenger/{conversation}');"
                          "dispatchEvent(new PopStateEvent('popstate'))")
            page.see(css=f"[data-conversation='{conversation}']")
            page.settled()
            with self.subTest(conversation=conversation):
                self.assertEqual([], page.evaluate(LOOK))
                self.assertEqual([], self.browser.troubles())
                self.assertEqual(f"{self.site}/messenger/{conversation}", page.url())
        self.assertEqual(0, self.reported())

    def test_F037_mails_of_this_test(self):
        self.open_each(self.receive([as_mail(html, index) for index, html in enumerate(OWN)]))

    @unittest.skipUnless(html_cases(), "POSTROOM_CORPORA holds no HTML cases")
    def test_F037_every_html_case_of_the_corpora(self):
        cases = html_cases()
        self.assertGreaterEqual(len(cases), 44)
        self.open_each(self.receive(cases))

    def test_the_traps_catch_what_acts(self):
        page = self.signed_in()
        page.evaluate("document.body.insertAdjacentHTML('beforeend', "
                      f"'<img src=\"https://{ELSEWHERE}/pixel.png\">')")
        eventually("the browser has reported it", lambda: self.reported() > 0)
        self.assertTrue(self.browser.troubles(), "and the page's console says so")
        page.evaluate("setTimeout(() => alert('here'))")
        eventually("the dialog is seen", lambda: [each for each in self.browser.troubles() if "dialog" in each])
        log = (self.folder / "postroom.log").read_text(errors="replace") if (
            self.folder / "postroom.log").exists() else ""
        self.assertNotIn("pixel.png", log, "what stands in a mail is nobody's to log")


if __name__ == "__main__":
    unittest.main()
