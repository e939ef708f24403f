"""Pictures of every screen, by day and by night, on a desk and on a telephone, to be looked at by a person.

    python3 tests/e2e/screenshots.py FOLDER [--only WORD] [--image FILE]

Nothing is compared: a picture is right when somebody who knows good software says so; but axe must find nothing in
any of them. One file a screen:
SCREEN-light-1440.png, SCREEN-dark-390.png and so on; --image also keeps the first screen for the README.
"""
import argparse
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from e2e.scene import ADA, CHATTER, DAMAGED, EVE, GONE, NOTE, PRINTER, Scene  # noqa: E402
from support.browser import Browser, BrowserSays, Page  # noqa: E402
from support.customers import ask_for_link  # noqa: E402
from support.server import PASSWORD, Server  # noqa: E402

SIZES = {1440: 900, 390: 844}
SCHEMES = ("light", "dark")
LANGUAGES = ("fr", "it", "ru")
ADMIN_TABS = ("users", "teams", "customers", "timesheets", "channels", "tickets", "connectors", "appearance", "filters", "center",
              "portal", "audit")


class Album:
    """Where the pictures go, which are wanted, and what axe says against a screen."""

    def __init__(self, folder: pathlib.Path, only: str = ""):
        self.folder, self.only = folder, only
        self.kept, self.findings = [], []
        folder.mkdir(parents=True, exist_ok=True)

    def wants(self, screen: str) -> bool:
        return self.only in screen

    def keep(self, page: Page, screen: str, width: int, scheme: str) -> None:
        page.settled()
        file = self.folder / f"{screen}-{scheme}-{width}.png"
        page.screenshot(file)
        self.kept.append(file.name)
        self.findings += [f"{file.name}: {finding}" for finding in page.axe()]

    def keep_with_frame(self, page: Page, screen: str, width: int, scheme: str) -> None:
        """The chat widget stands in a frame, which axe looks at by itself."""
        self.keep(page, screen, width, scheme)
        self.findings += [f"{screen}-{scheme}-{width}: {finding}" for finding in page.axe("/widget/")]


class Tour:
    """One signed-in browser that walks through every screen in one theme and width."""

    def __init__(self, browser: Browser, scene: Scene, album: Album, width: int, scheme: str):
        self.scene, self.album, self.width, self.scheme = scene, album, width, scheme
        self.page = browser.open(f"{scheme}-{width}", scene.site + "/sign-in", width=width, height=SIZES[width],
                                 scheme=scheme, touch=width < 768)

    def keep(self, screen: str) -> None:
        self.album.keep(self.page, screen, self.width, self.scheme)

    def go(self, path: str, css: str = "main h1, main h2") -> None:
        self.page.goto(self.scene.site + path)
        self.page.see(css=css)

    def walk(self) -> None:
        self.sign_in()
        for screen in (self.messenger, self.conversation, self.composers, self.explanation, self.person_explanation, self.rich_mail, self.bounced, self.chat, self.chat_widget, self.widget,
                       self.direct, self.new_conversation, self.split, self.projects, self.items, self.item, self.outbox, self.mail_log, self.profile, self.administration, self.menus, self.palette):
            if self.album.wants(screen.__name__):
                screen()
        if self.scheme == "light" and self.album.wants("languages"):
            self.languages()
        self.page.close()

    def sign_in(self) -> None:
        self.page.see(role="heading", name="Sign in to Postroom")
        if self.album.wants("sign_in"):
            self.keep("sign_in")
        self.page.fill(ADA, label="Email")
        self.page.fill(PASSWORD, css="input[type=password]")
        self.page.click(role="button", name="Sign in")
        self.page.see(role="heading", name="Messenger")

    def open_conversation(self, subject: str) -> None:
        self.go(f"/messenger/{self.scene.conversations[subject]}", "article")

    def messenger(self) -> None:
        self.go("/messenger")
        self.keep("messenger")

    def conversation(self) -> None:
        self.open_conversation(PRINTER)
        self.page.see(text=NOTE)
        self.page.see(css="[data-testid=audience]")
        self.keep("conversation")

    def composers(self) -> None:
        self.open_conversation(PRINTER)
        self.page.fill("Thank you, PT-4471-B is enough: a technician comes at two.", role="textbox",
                       name="Answer to the customer")
        self.page.see(css="[data-testid=audience]")
        self.keep("composer_public")
        self.page.fill("", role="textbox", name="Answer to the customer")
        self.page.click(role="radio", name="Internal note")
        self.page.fill("Ben, can you go there at two?", role="textbox", name="Internal note")
        self.page.see(css="[data-testid=audience]")
        self.keep("composer_internal")
        self.page.fill("", role="textbox", name="Internal note")

    def explanation(self) -> None:
        self.open_conversation(PRINTER)
        self.page.click(css="article[data-kind=staff] [data-status]")
        self.page.see(css="[role=dialog] section")
        self.keep("explanation")

    def person_explanation(self) -> None:
        self.open_conversation(PRINTER)
        self.page.click(role="radio", name="Answer the customer")
        self.page.see(css="[data-testid=audience] button[data-told]")
        self.page.click(css="[data-testid=audience] button[data-told]")
        self.page.see(css="[role=dialog] section")
        self.keep("person_explanation")

    def bounced(self) -> None:
        self.open_conversation(GONE)
        self.page.see(css="[data-status=failed]")
        self.keep("bounced")

    def chat(self) -> None:
        self.open_conversation(CHATTER)
        self.page.see(text="Yes please!")
        if self.width > 768:
            self.page.see(text="Unverified")
        self.keep("chat")

    def chat_widget(self) -> None:
        self.go("/admin/channels")
        self.page.click(role="button", name="Settings")
        self.page.frame("iframe[title=Preview]").see(text="Hello! Ask us anything")
        self.page.evaluate("document.querySelector('iframe').closest('section').scrollIntoView()")
        self.keep("chat_widget")

    def widget(self) -> None:
        """As a visitor of the shop sees it: before, and after the first message."""
        shop = self.page.browser.open(f"shop-{self.scheme}-{self.width}", self.scene.shop.origin, width=self.width,
                                      height=SIZES[self.width], scheme=self.scheme, touch=self.width < 768)
        chat = shop.frame("iframe")
        shop.click(role="button", name="Open the chat")
        chat.see(text="Hello! Ask us anything")
        self.album.keep_with_frame(shop, "widget_new", self.width, self.scheme)
        chat.fill("Mia", label="Your name")
        chat.fill("Do you deliver on Saturdays?", label="Your message")
        chat.click(role="button", name="Send")
        chat.see(role="button", name="Save the address")
        self.album.keep_with_frame(shop, "widget", self.width, self.scheme)
        shop.close()

    def rich_mail(self) -> None:
        self.open_conversation(DAMAGED)
        self.page.see(css="article iframe")
        self.keep("rich_mail")

    def direct(self) -> None:
        self.go(f"/messenger/{self.scene.direct}?section=mine", "article")
        self.page.see(css="[data-testid=audience]")
        self.keep("direct")

    def new_conversation(self) -> None:
        self.go("/messenger?section=mine")
        self.page.click(role="button", name="New conversation")
        self.page.see(role="textbox", name="With whom")
        self.keep("new_conversation")

    def split(self) -> None:
        self.go(f"/items/{self.scene.items[DAMAGED]}", "article")
        self.keep("item_split")
        self.page.click(role="button", name="More about this conversation")
        self.page.see(role="menuitem", name="Merge into another…")
        self.keep("thread_menu")
        self.page.click(role="menuitem", name="Merge into another…")
        self.page.see(role="textbox", name="Item")
        self.keep("merge_form")

    def projects(self) -> None:
        self.go("/projects")
        self.page.see(css="main ul a")
        self.keep("projects")
        self.go(f"/projects/{self.scene.project}")
        self.page.see(css="main ul a")
        self.keep("project")

    def items(self) -> None:
        self.go("/items")
        self.keep("items")

    def item(self) -> None:
        self.go(f"/items/{self.scene.items[PRINTER]}", "article")
        self.keep("item")
        self.page.click(role="tab", name="History")
        self.page.see(css="ol li")
        self.keep("item_history")

    def outbox(self) -> None:
        self.go("/outbox")
        self.page.see(css="main table")
        self.keep("outbox")
        self.page.click(css="main tbody button[aria-label=Open]", nth=1)
        self.page.see(role="dialog")
        self.keep("outbox_mail")

    def mail_log(self) -> None:
        self.go("/mail-log")
        self.keep("mail_log")
        self.go("/mail-log?direction=outgoing")
        self.keep("mail_log_outgoing")

    def profile(self) -> None:
        self.go("/profile")
        self.keep("profile")
        self.page.evaluate("document.querySelector('main').scrollTo(0, 700)")
        self.keep("profile_lower")

    def administration(self) -> None:
        for tab in ADMIN_TABS:
            self.go(f"/admin/{tab}", "main [role=tabpanel] :is(table, form, h2, p)")
            self.keep(f"admin_{tab}")
        self.go("/admin/connectors", "main [data-testid=test-connector]")
        for nth in range(self.page.count("main [data-testid=test-connector]")):
            self.page.click(css="main [data-testid=test-connector]", nth=nth)
            self.page.see(css="main [role=status]", nth=nth)
        self.keep("admin_connectors_tested")

    def menus(self) -> None:
        """Menus, opened: of a customer, of a conversation, of a table."""
        for screen, path, opener in (("menu_of_a_customer", "/admin/customers", "main tbody tr button[aria-haspopup=menu]"),
                                     ("menu_of_a_table", "/admin/customers", "main button[aria-haspopup=menu]"),
                                     ("menu_of_a_user", "/admin/users", "main tbody tr button[aria-haspopup=menu]")):
            self.go(path, opener)
            self.page.click(css=opener)
            self.page.see(css="[role=menu] [role=menuitem]")
            self.keep(screen)
        self.open_conversation(PRINTER)
        self.page.click(role="button", name="More about this conversation")
        self.page.see(css="[role=menu] [role=menuitem]")
        self.keep("menu_of_a_conversation")

    def palette(self) -> None:
        self.go("/messenger")
        self.page.press("Control+k")
        self.page.see(role="combobox")
        self.keep("palette")

    def languages(self) -> None:
        for language in LANGUAGES:
            self.scene.ada.call("PATCH", "/me", {"language": language})
            self.open_conversation(PRINTER)
            self.page.see(css=f"html[lang={language}]")
            self.keep(f"conversation_{language}")
            self.page.click(css="article[data-kind=staff] [data-status]")
            self.page.see(css="[role=dialog] section")
            self.page.click(css="[role=dialog] summary")
            self.keep(f"explanation_{language}")
            for path in ("profile", "outbox", "mail-log", "admin/users", "admin/channels", "admin/connectors", "items"):
                self.go("/" + path)
                self.keep(f"{path.replace('/', '_').replace('-', '_')}_{language}")
        self.scene.ada.call("PATCH", "/me", {"language": "en"})


class CustomersTour:
    """A customer who walks through the portal in one theme and width."""

    def __init__(self, browser: Browser, scene: Scene, album: Album, width: int, scheme: str):
        self.scene, self.album, self.width, self.scheme = scene, album, width, scheme
        self.page = browser.open(f"portal-{scheme}-{width}", scene.site + "/portal/sign-in", width=width,
                                 height=SIZES[width], scheme=scheme, touch=width < 768)

    def keep(self, screen: str) -> None:
        if self.album.wants(screen):
            self.album.keep(self.page, screen, self.width, self.scheme)

    def go(self, path: str, css: str = "main h1") -> None:
        self.page.goto(self.scene.site + "/portal" + path)
        self.page.see(css=css)

    def walk(self) -> None:
        self.scene.prepare_portal()
        self.go("/sign-in")
        self.keep("portal_sign_in")
        address = EVE.partition("<")[2].strip(">")
        self.go(f"/sign-in?token={ask_for_link(self.scene.desk, address, self.scene.ada)}")
        self.keep("portal_link")
        self.page.click(role="button", name="Sign in")
        self.page.see(role="heading", name="My requests")
        self.page.see(text=PRINTER)
        self.keep("portal_requests")
        self.go(f"/requests/{self.scene.items[PRINTER]}", "article")
        self.keep("portal_request")
        self.go("/new", "main form")
        self.keep("portal_new")
        self.go("/profile", "main form")
        self.keep("portal_profile")
        self.go("/?q=nothing-like-this", "main h1")
        self.page.see(text="Nothing found")
        self.keep("portal_nothing")
        if self.scheme == "light" and self.album.wants("languages"):
            self.languages()
        self.page.close()

    def languages(self) -> None:
        for language in LANGUAGES:
            self.page.evaluate(f"localStorage.setItem('postroom.language', '{language}')")
            for path, screen in (("/", "requests"), (f"/requests/{self.scene.items[PRINTER]}", "request"),
                                 ("/new", "new")):
                self.go(path, "main h1")
                self.page.see(css=f"html[lang={language}]")
                self.keep(f"portal_{screen}_{language}")
        self.page.evaluate("localStorage.setItem('postroom.language', 'en')")


def first_start(browser: Browser, folder: pathlib.Path, album: Album) -> None:
    """The wizard of an empty workspace; its steps can be walked only once."""
    desk = Server(folder / "empty", "--capture")
    desk.folder.mkdir(parents=True)
    with desk:
        page = browser.open("first", "http://%s:%d/" % desk.start().address("http"))

        def keep(screen: str) -> None:
            for width, height in SIZES.items():
                page.resize(width, height)
                for scheme in SCHEMES:
                    page.show_as(scheme)
                    album.keep(page, screen, width, scheme)
        page.see(role="textbox", name="Your name")
        keep("wizard_account")
        page.fill("Ada Moreau", label="Your name")
        page.fill(ADA, label="Your email")
        page.fill(PASSWORD, css="input[type=password]")
        page.press("Enter")
        page.see(role="textbox", name="Support address")
        keep("wizard_address")
        page.fill("support@postroom.example", role="textbox", name="Support address")
        page.press("Enter")
        page.see(text="This is your creation address")
        keep("wizard_forwarding")
        page.click(role="button", name="Continue")
        page.see(role="button", name="Send the test email")
        page.click(role="button", name="Send the test email")
        keep("wizard_test_mail")
        page.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only", default="", help="only screens whose name holds this word")
    parser.add_argument("--image", type=pathlib.Path, help="keep the conversation, light and wide, as this file")
    options = parser.parse_args()
    album = Album(options.folder, options.only)
    with tempfile.TemporaryDirectory(prefix="postroom-screens-") as name:
        folder = pathlib.Path(name)
        with Browser(folder) as browser:
            if album.wants("wizard"):
                first_start(browser, folder, album)
            if album.only != "wizard":
                with Scene(folder) as scene:
                    for width in SIZES:
                        for scheme in SCHEMES:
                            tour = Tour(browser, scene, album, width, scheme)
                            try:
                                tour.walk()
                                if "portal" in album.only or not album.only:
                                    CustomersTour(browser, scene, album, width, scheme).walk()
                            except BrowserSays:
                                tour.keep("failed")
                                print(*browser.troubles(), sep="\n", file=sys.stderr)
                                raise
            troubles = browser.troubles()
    if options.image:
        shutil.copyfile(options.folder / "conversation-light-1440.png", options.image)
    print(f"{len(album.kept)} pictures in {options.folder}", *troubles, sep="\n")
    print(*album.findings, sep="\n")
    return 1 if album.findings or [each for each in troubles if "401" not in each] else 0


if __name__ == "__main__":
    sys.exit(main())
