"""Chromium as a person uses it: open, click, fill, see; driven through browser.mjs.

Invariant: finds things by what people see (role and name, label, text), so a test survives a restyling.
"""
import json
import os
import pathlib
import select
import shutil
import subprocess

from support.process import Process
from support.server import ROOT

CHROMIUM = os.environ.get("POSTROOM_CHROMIUM", "/usr/bin/chromium")
MODULES = ROOT / "web/node_modules"
ANSWER_SECONDS = 60


def is_installed() -> bool:
    return (shutil.which("node") is not None and pathlib.Path(CHROMIUM).exists()
            and (MODULES / "playwright-core").is_dir())


class BrowserSays(AssertionError):
    """What the page did not do, in the browser's words."""


class Browser:
    def __init__(self, folder: pathlib.Path):
        self._process = Process(
            ["node", ROOT / "tests/support/browser.mjs", MODULES / "playwright-core",
             MODULES / "axe-core/axe.min.js", CHROMIUM], folder / "browser.log",
            {"HOME": str(folder)}, stdout=subprocess.PIPE, stdin=subprocess.PIPE)

    def do(self, command: str, **details):
        pipe = self._process.child
        pipe.stdin.write((json.dumps({"do": command, **details}) + "\n").encode())
        pipe.stdin.flush()
        if not select.select([pipe.stdout], [], [], ANSWER_SECONDS)[0]:
            raise BrowserSays(f"no answer to {command} in {ANSWER_SECONDS} s")
        line = pipe.stdout.readline()
        if not line:
            raise BrowserSays(f"the browser ended: {self._process.log_tail()}")
        answer = json.loads(line)
        if "error" in answer:
            raise BrowserSays(f"{command} {details}: {answer['error']}")
        return answer["value"]

    def open(self, page: str, url: str, **options) -> "Page":
        self.do("open", page=page, url=url, **options)
        return Page(self, page)

    def troubles(self) -> list:
        """Script errors, blocked content and requests to other hosts since last asked."""
        return self.do("troubles")

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_) -> None:
        self._process.child.stdin.close()
        try:
            self._process.child.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._process.child.stdout.close()


class Page:
    def __init__(self, browser: Browser, name: str):
        self.browser, self.name = browser, name

    def _do(self, command: str, **details):
        return self.browser.do(command, page=self.name, **details)

    def goto(self, url: str) -> None:
        self._do("goto", url=url)

    def click(self, **what) -> None:
        self._do("click", what=what)

    def fill(self, value: str, **what) -> None:
        self._do("fill", what=what, value=value)

    def attach(self, path: pathlib.Path, **what) -> None:
        """Chooses a file in a file box."""
        self._do("attach", what=what, path=str(path))

    def press(self, key: str) -> None:
        self._do("press", key=key)

    def type(self, text: str) -> None:
        """Key by key, into what has the focus."""
        self._do("type", text=text)

    def offline(self, on: bool) -> None:
        self._do("offline", on=on)

    def see(self, within: float = 30, **what) -> None:
        self._do("see", what=what, within=within)

    def gone(self, within: float = 30, **what) -> None:
        self._do("gone", what=what, within=within)

    def hover(self, **what) -> None:
        self._do("hover", what=what)

    def settled(self) -> None:
        """Waits until nothing loads or moves."""
        self._do("settled")

    def show_as(self, scheme: str) -> None:
        """As on a device that prefers "light" or "dark"."""
        self._do("scheme", scheme=scheme)

    def resize(self, width: int, height: int) -> None:
        self._do("size", width=width, height=height)

    def text(self, **what) -> str:
        return self._do("text", what=what)

    def count(self, css: str) -> int:
        return self._do("count", css=css)

    def evaluate(self, script: str):
        return self._do("evaluate", script=script)

    def title(self) -> str:
        return self._do("title")

    def url(self) -> str:
        return self._do("url")

    def screenshot(self, path: pathlib.Path) -> None:
        self._do("screenshot", path=str(path))

    def axe(self, frame: str = "") -> list:
        """Serious and critical findings of axe-core; in the frame whose address holds `frame`, if named."""
        return self._do("axe", frame=frame)

    def frame(self, css: str) -> "Frame":
        """What stands in a frame of the page."""
        return Frame(self, css)

    def close(self) -> None:
        self._do("close")


class Frame:
    """A frame of a page, used as the page is."""

    def __init__(self, page: Page, css: str):
        self.page, self.css = page, css

    def click(self, **what) -> None:
        self.page.click(frame=self.css, **what)

    def fill(self, value: str, **what) -> None:
        self.page.fill(value, frame=self.css, **what)

    def see(self, within: float = 30, **what) -> None:
        self.page.see(within=within, frame=self.css, **what)

    def gone(self, within: float = 30, **what) -> None:
        self.page.gone(within=within, frame=self.css, **what)

    def text(self, **what) -> str:
        return self.page.text(frame=self.css, **what)

    def attach(self, path: pathlib.Path, **what) -> None:
        self.page.attach(path, frame=self.css, **what)
