"""Writing, second thoughts and signals as people live them, in Chromium.

Features F012 to F018: sound, badge, flashing tab, top of the list, blue number; once for a person however many tabs
are open. Drafts on every device, mentions, canned replies, change and delete, undo, two answers at once, the network
cut in the middle. (issue 4 points 4 and 5)
"""
import json
import unittest

from support.browser import Browser, is_installed
from support.case import PostroomCase
from support.maildir import new_mail, send
from support.server import ADMIN, PASSWORD, SUPPORT
from support.wait import eventually, never

# Counts the notes of the tone, whoever hears it.
EARS = """
window.__notes = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.__notes += 1; return start.apply(this, when); };
"""
# What a tab behind another one says of itself; the driver's tabs all believe to be in front.
LOOK_AWAY = """() => {
  document.hasFocus = () => false;
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
  window.dispatchEvent(new Event('blur'));
}"""
LOOK_AGAIN = """() => {
  document.hasFocus = () => true;
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'visible' });
  window.dispatchEvent(new Event('focus'));
}"""
NOTES_OF_A_TONE = 2
ANSWER = "Answer to the customer"


@unittest.skipUnless(is_installed(), "needs Node, playwright-core and Chromium")
class Walk(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server("--capture").start()
        self.api = self.desk.api()
        self.site = "http://%s:%d" % self.desk.address("http")
        self.browser = self.stack.enter_context(Browser(self.folder))
        self.conversation = self.ticket("The kettle leaks")
        self.api.post("/users", {"name": "Ben Carter", "email": "ben@agents.test", "role": "member",
                                 "password": PASSWORD})
        self.ben = self.desk.api("ben@agents.test", PASSWORD)

    def ticket(self, title: str) -> int:
        self.mail(title, "Since Monday.")
        item = eventually("the ticket", lambda: self.api.item_titled(title))
        return self.api.conversation(item["id"])["id"]

    def mail(self, title: str, text: str) -> None:
        send(self.desk.address("smtp"), new_mail("Eve Customer <eve@customer.test>", SUPPORT, title, text))

    def signed_in(self, name: str = "agent", email: str = ADMIN, **options):
        page = self.browser.open(name, f"{self.site}/sign-in", script=EARS, **options)
        page.fill(email, label="Email")
        page.fill(PASSWORD, css="input[type=password]")
        page.click(role="button", name="Sign in")
        page.see(role="heading", name="Messenger")
        return page

    def opened(self, page, conversation: int | None = None):
        page.goto(f"{self.site}/messenger/{conversation or self.conversation}")
        page.see(role="textbox", name=ANSWER)
        return page

    def messages(self) -> list:
        return self.api.messages(self.conversation)

    def assert_clean(self) -> None:
        self.assertEqual([], [each for each in self.browser.troubles()
                              if "401" not in each and "409" not in each and "ERR_INTERNET" not in each])


class Signals(Walk):
    def notes(self, *pages) -> list:
        return [page.evaluate("() => window.__notes") for page in pages]

    def see_everything(self) -> None:
        for row in self.api.get("/conversations", section="customers")["items"]:
            self.api.mark_seen(row["id"], row["last_seq"])

    def test_f012_f013_the_sound_comes_anywhere_and_once_over_two_tabs(self):
        first = self.signed_in()
        first.goto(self.site + "/items")
        first.see(css="main h1")
        second = self.browser.open("second", self.site + "/outbox", beside="agent", script=EARS)
        second.see(css="main h1")
        self.ben.say(self.conversation, "We look into it.", "b1")
        eventually("one tone", lambda: sum(self.notes(first, second)) == NOTES_OF_A_TONE)
        never("a second tone", lambda: sum(self.notes(first, second)) > NOTES_OF_A_TONE, during=1)
        self.api.call("PATCH", "/me", {"sound": False})
        self.ben.say(self.conversation, "Silently.", "b2")
        eventually("it has come", lambda: first.title().startswith("(3)"))
        self.assertEqual(NOTES_OF_A_TONE, sum(self.notes(first, second)), "who wants no sound hears none")

    def test_f014_the_badge_counts_and_goes(self):
        self.see_everything()
        page = self.signed_in()
        page.goto(self.site + "/items")
        page.see(css="main h1")
        self.ben.say(self.conversation, "One", "b1")
        self.ben.say(self.conversation, "Two", "b2")
        eventually("two", lambda: page.title() == "(2) Postroom")
        page.see(css="nav", text=None)
        self.see_everything()
        eventually("none", lambda: page.title() == "Postroom")

    def test_f015_the_tab_flashes_only_while_nobody_looks(self):
        self.see_everything()
        page = self.signed_in()
        page.goto(self.site + "/items")
        page.see(css="main h1")
        page.evaluate(LOOK_AWAY)
        self.ben.say(self.conversation, "Hello?", "b1")
        eventually("the call", lambda: "Ben Carter" in page.title())
        eventually("the plain title between", lambda: page.title() == "(1) Postroom")
        page.evaluate(LOOK_AGAIN)
        never("a further call", lambda: "Ben Carter" in page.title(), during=2.5)

    def test_f015_no_tab_flashes_while_another_one_is_looked_at(self):
        self.see_everything()
        first = self.signed_in()
        second = self.browser.open("second", self.site + "/outbox", beside="agent", script=EARS)
        second.see(css="main h1")
        second.evaluate(LOOK_AWAY)
        first.evaluate(LOOK_AGAIN)
        self.ben.say(self.conversation, "Hello?", "b1")
        eventually("it has come", lambda: second.title() == "(1) Postroom")
        never("a call", lambda: "Ben Carter" in first.title() + second.title(), during=2.5)

    def test_f016_f017_to_the_top_with_a_blue_number(self):
        other = self.ticket("The toaster burns")
        self.see_everything()
        page = self.signed_in()
        page.see(text="The kettle leaks")
        def first_row() -> str:
            return page.text(css="ul[aria-label='Conversations'] li a")
        eventually("the newer one is first", lambda: "toaster" in first_row())
        self.ben.say(self.conversation, "News about the kettle", "b1")
        eventually("the one with news is first", lambda: "kettle" in first_row())
        page.see(css="[data-unread=true] [aria-label='1 unread message']")
        self.api.mark_seen(self.conversation, 100)
        eventually("the number goes", lambda: page.count("[data-unread=true]") == 0)
        self.assertTrue(other)

    def test_f018_each_message_in_its_section(self):
        self.see_everything()
        internal = self.api.conversation(self.api.item_titled("The kettle leaks")["id"], "internal")["id"]
        page = self.signed_in()
        self.api.call("PUT", f"/items/{self.api.item_titled('The kettle leaks')['id']}/followers/user/"
                             f"{self.api.user['id']}")
        self.ben.say(internal, "Between us only", "b1")
        page.click(role="tab", name="My conversations")
        page.see(text="Between us only")
        page.click(role="tab", name="From customers")
        # What is read out to people who do not see the screen names every new message.
        page.gone(css="main :text('Between us only')")
        page.see(text="The kettle leaks")

    def test_a_mute_takes_sound_and_flashing_and_leaves_the_number(self):
        self.see_everything()
        page = self.opened(self.signed_in())
        page.click(css="h2")
        page.press("m")
        page.see(text="emails go as your notification settings say")
        page.click(role="menuitem", name="For one hour")
        page.see(role="button", name="Muted until")
        page.goto(self.site + "/items")
        page.see(css="main h1")
        page.evaluate(LOOK_AWAY)
        self.ben.say(self.conversation, "Quietly", "b1")
        eventually("it is counted", lambda: page.title() == "(1) Postroom")
        never("a call", lambda: "Ben Carter" in page.title(), during=2)
        self.assertEqual([0], self.notes(page))


class Writing(Walk):
    def write(self, page, text: str) -> None:
        page.click(role="textbox", name=ANSWER)
        page.type(text)

    def draft(self, api=None) -> str:
        return (api or self.api).get(f"/conversations/{self.conversation}/draft")["text"].strip()

    def test_a_draft_is_on_every_device_and_marked_in_the_list(self):
        desk, phone = self.opened(self.signed_in("desk")), self.signed_in("phone", width=390, height=844)
        self.write(desk, "Half a thought")
        eventually("it is kept", lambda: self.draft() == "Half a thought")
        phone.see(text="Draft:")
        self.opened(phone).see(text="Half a thought")
        phone.click(role="button", name="Send", exact=True)
        eventually("it is posted once", lambda: [m["text"] for m in self.messages()].count("Half a thought") == 1)
        eventually("the draft is gone", lambda: self.draft() == "")
        eventually("and gone on the other device", lambda: desk.text(role="textbox", name=ANSWER).strip() == "")
        self.assert_clean()

    def test_what_is_typed_while_the_network_is_cut_is_kept_and_sent_once(self):
        page = self.opened(self.signed_in())
        page.offline(True)
        self.write(page, "Written in the tunnel")
        page.click(role="button", name="Send", exact=True)
        page.see(text="Not sent, but kept on this device.")
        page.offline(False)
        page.click(role="button", name="Try again")
        eventually("it is there", lambda: [m["text"] for m in self.messages()].count("Written in the tunnel") == 1)
        page.gone(text="Not sent, but kept on this device.")

    def test_undo_takes_the_message_back_into_the_box(self):
        page = self.opened(self.signed_in())
        self.write(page, "Oops, too early")
        page.click(role="button", name="Send", exact=True)
        page.click(role="button", name="Undo")
        page.see(text="Taken back.")
        page.see(text="deleted this message")
        eventually("the words are back", lambda: "Oops, too early" in page.text(role="textbox", name=ANSWER))
        self.assertEqual([], [m["text"] for m in self.messages() if "Oops" in m["text"]])

    def test_change_and_delete_within_the_minute_live_for_others(self):
        mine, theirs = self.opened(self.signed_in()), self.opened(self.signed_in("ben", "ben@agents.test"))
        self.write(mine, "We come on Munday")
        mine.click(role="button", name="Send", exact=True)
        theirs.see(text="We come on Munday")
        self.assertEqual(0, theirs.count("[aria-label='Change the message']"), "only its author may")
        mine.click(role="button", name="Change the message")
        mine.fill("We come on Monday", role="textbox", name="The message as it shall read")
        mine.click(role="button", name="Save")
        theirs.see(text="We come on Monday")
        mine.see(text="changed", exact=True)
        mine.click(role="button", name="Delete the message")
        theirs.see(text="deleted this message")
        theirs.gone(text="We come on Monday")
        self.assert_clean()

    def test_a_colleague_who_answers_meanwhile_is_named_before_sending(self):
        page = self.opened(self.signed_in())
        self.write(page, "It is the paper.")
        self.ben.say(self.conversation, "It is the toner.", "b1")
        page.see(text="Ben Carter answered")
        page.click(role="button", name="Send", exact=True)
        page.see(role="button", name="Send anyway")
        self.assertNotIn("It is the paper.", [m["text"] for m in self.messages()])
        page.click(role="button", name="Send anyway")
        eventually("it is posted", lambda: "It is the paper." in [m["text"] for m in self.messages()])

    def test_a_mention_is_offered_shown_as_a_chip_and_told(self):
        page = self.opened(self.signed_in())
        page.click(css="h2")
        page.press("n")
        page.see(role="textbox", name="Internal note")
        page.click(role="textbox", name="Internal note")
        page.type("Look at this @car")
        page.see(role="option", name="Ben Carter")
        page.press("Enter")
        page.type("please")
        page.see(css=".mention")
        page.see(css="[data-testid=audience] >> text=Ben Carter")
        page.press("Control+Enter")
        page.see(css="article mark")
        internal = self.api.conversation(self.api.item_titled("The kettle leaks")["id"], "internal")["id"]
        rules = [r["rule"] for m in self.api.messages(internal) for r in m["receipts"]
                 if r["person"]["name"] == "Ben Carter"]
        self.assertEqual(["mention"], rules)

    def test_a_canned_reply_by_slash_and_by_button(self):
        self.api.post("/canned_replies", {"title": "Thank you", "shared": True,
                                          "html": "<p>Thank you, {{customer.name}}, for {{item.title}}.</p>"})
        page = self.opened(self.signed_in())
        page.click(role="textbox", name=ANSWER)
        page.type("/tha")
        page.see(role="option", name="Thank you")
        page.press("Enter")
        page.see(text="Thank you, Eve Customer, for The kettle leaks.")
        page.click(role="button", name="Canned replies")
        page.click(role="button", name="Write and change replies…")
        page.click(role="button", name="New reply")
        page.fill("Goodbye", label="Title")
        page.fill("Goodbye, {{customer.password}}", label="Text")
        page.click(role="button", name="Save")
        page.see(text="has a field that does not exist: customer.password")
        page.fill("Goodbye!", label="Text")
        page.click(role="button", name="Save")
        page.see(role="button", name="Change Goodbye")
        self.assertEqual([], page.axe())

    def test_files_come_by_paste_several_at_once_and_too_large_ones_are_refused_before(self):
        page = self.opened(self.signed_in())
        page.evaluate("""() => {
          const data = new DataTransfer();
          data.items.add(new File(['one'], 'one.txt', { type: 'text/plain' }));
          data.items.add(new File(['two'], 'two.txt', { type: 'text/plain' }));
          data.items.add(new File([new Uint8Array(26 * 1024 * 1024)], 'huge.bin'));
          const box = document.querySelector('.ProseMirror');
          box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }""")
        page.see(text="one.txt")
        page.see(text="is too large")
        page.click(role="button", name="Remove huge.bin")
        page.click(role="button", name="Remove two.txt")
        page.click(role="button", name="Send", exact=True)
        eventually("one file is posted", lambda: [
            [file["filename"] for file in m["attachments"]] for m in self.messages()][-1] == ["one.txt"])

    def test_the_palette_leads_to_what_it_found(self):
        found = self.ben.say(self.conversation, "Le joint a été retiré par Éloïse", "b1")
        for number in range(60):  # more than a page of later ones
            self.ben.say(self.conversation, f"Later, {number}\n" * 8, f"later-{number}")
        page = self.opened(self.signed_in())
        eventually("it is indexed", lambda: self.api.get("/search", q="eloise")["items"])
        page.press("Control+k")
        page.fill("eloise", role="combobox", name="Go to or search")
        page.see(css="mark >> text=Éloïse")
        page.press("Enter")
        eventually("it is opened", lambda: f"/messenger/{self.conversation}?" in page.url())
        page.see(css=f"article[data-begin][data-seq='{found['seq']}']")
        eventually("it is in view", lambda: page.evaluate("""() => {
          const place = document.querySelector('article[data-begin]')?.getBoundingClientRect();
          return Boolean(place) && place.top >= 0 && place.bottom <= window.innerHeight;
        }"""))

    def test_ten_thousand_messages_scroll(self):
        """Pages of them are loaded; what is out of sight costs nothing."""
        import contextlib
        import sqlite3
        import time
        from support.database import file_of
        now = int(time.time() * 1000)
        with contextlib.closing(sqlite3.connect(file_of(self.desk.data), timeout=30)) as database, database:
            database.executemany(
                "insert into message (conversation_id, seq, author_kind, author_id, author_name, origin, body_text,"
                " visible_text, created_at) values (?, ?, 'user', ?, 'Ben Carter', 'app', ?, ?, ?)",
                [(self.conversation, seq, self.ben.user["id"], f"Message {seq}", f"Message {seq}", now - 20_000 + seq)
                 for seq in range(2, 10_001)])
            database.execute("update conversation set last_seq = 10000, last_message_at = ? where conversation_id = ?",
                             (now, self.conversation))
        page = self.opened(self.signed_in())
        page.see(text="Message 10000", exact=True)
        for _ in range(6):
            before = page.count("article")
            page.click(role="button", name="Show earlier messages")
            eventually("more", lambda: page.count("article") > before)
        slowest = json.loads(page.evaluate("""async () => {
          const log = document.querySelector('[role=log]');
          let slowest = 0, last = performance.now();
          for (let step = 0; step < 60; step += 1) {
            log.scrollTop = (log.scrollHeight * step) / 60;
            await new Promise((painted) => requestAnimationFrame(painted));
            slowest = Math.max(slowest, performance.now() - last);
            last = performance.now();
          }
          return JSON.stringify(slowest);
        }"""))
        self.assertLess(slowest, 1000, "no stutter that a person would call one, even on a busy machine")


if __name__ == "__main__":
    unittest.main()
