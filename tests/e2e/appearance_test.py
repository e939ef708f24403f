"""The look of outgoing mail as an administrator sets it up, and the mail that leaves then, read by Chromium.

POSTROOM_PICTURES names a folder for pictures. (F125)
"""
import pathlib
import unittest

from support import browser
from support.wait import eventually

from e2e import outbox_test
from e2e.outbox_test import EVE, PICTURES
from protocol.appearance_test import html_of, parsed, picture

SHEET = "getComputedStyle(document.querySelector('.pr-paper')).backgroundColor"


@unittest.skipUnless(browser.is_installed(), "needs Node, playwright-core and Chromium")
class AppearanceTest(outbox_test.OutboxCase):
    def preview(self, page) -> str:
        return page.evaluate("document.querySelector('main iframe').srcdoc")

    def test_f125_colours_logo_and_words_are_previewed_saved_and_in_the_next_mail(self):
        page = self.signed_in()
        page.goto(f"{self.site}/admin/appearance")
        page.see(role="heading", name="Email appearance")
        eventually("a preview", lambda: "the new printer has arrived" in self.preview(page))
        for label, color in (("Background", "#EEF6F1"), ("Sheet", "#ffffff"), ("Line above", "#0f766e")):
            page.fill(color, label=label)
            page.press("Tab")
        page.fill("Acme & Sons", label="Header")
        page.fill("Acme Ltd, 1 Main Street", label="Footer")
        logo = self.folder / "logo.png"
        logo.write_bytes(picture(160, 48))
        page.attach(logo, css="main input[type=file]")
        page.see(css="main img[alt=Logo]")
        eventually("the preview follows", lambda: all(
            part in self.preview(page) for part in ("#eef6f1", "Acme &amp; Sons", "1 Main Street", "data:image/png")))
        self.assertIsNone(self.api.get("/email_appearance")["background"], "a preview saves nothing")
        self.look(page, "appearance")
        page.click(css="main label:has-text('Dark')")
        eventually("in the dark", lambda: "color-scheme:dark" in self.preview(page))
        self.look(page, "appearance-dark")
        page.click(css="main label:has-text('Text')")
        page.see(css="main pre:has-text('Acme & Sons')")
        page.click(role="button", name="Save")
        eventually("saved", lambda: self.api.get("/email_appearance")["accent"] == "#0f766e")
        self.answer("Please press the red button.")
        mail = parsed(eventually("the mail", lambda: self.sink.to(EVE))[0])
        self.reads_well(html_of(mail))

    def reads_well(self, html: str) -> None:
        """The sheet is light where the reader is, dark in the dark; nothing is fetched; axe finds nothing."""
        file = self.folder / "mail.html"
        file.write_text(html)
        for scheme, ground in (("light", "rgb(253, 253, 254)"), ("dark", "rgb(43, 43, 43)")):
            page = self.browser.open(f"mail-{scheme}", file.as_uri(), scheme=scheme)
            self.assertEqual(ground, page.evaluate(SHEET))
            self.assertEqual([], page.axe(), scheme)
            if PICTURES:
                page.screenshot(pathlib.Path(PICTURES) / f"mail-{scheme}.png")

    def test_f125_a_picture_that_is_none_is_explained(self):
        page = self.signed_in()
        page.goto(f"{self.site}/admin/appearance")
        wrong = self.folder / "logo.png"
        wrong.write_bytes(b"<svg/>")
        page.see(role="button", name="Choose a picture")
        page.attach(wrong, css="main input[type=file]")
        page.see(text="The logo must be a whole PNG, JPEG or GIF picture")
        self.assertIsNone(self.api.get("/email_appearance")["logo"])
