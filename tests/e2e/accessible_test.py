"""axe finds nothing serious on any screen, by day and by night, wide and narrow.

Walks the screens of screenshots.py, so that a new screen there is looked at here as well. Rule: ui.md
"Accessible: WCAG 2.2 AA; axe finds nothing".
"""
import pathlib
import tempfile
import unittest

from e2e.scene import Scene
from e2e.screenshots import Album, CustomersTour, SCHEMES, Tour, first_start
from support.browser import Browser, is_installed


class Looks(Album):
    """Keeps no pictures, only what axe says."""

    def keep(self, page, screen: str, width: int, scheme: str) -> None:
        page.settled()
        self.findings += [f"{screen} {scheme} {width}: {finding}" for finding in page.axe()]
        self.kept.append(screen)

    def wants(self, screen: str) -> bool:
        return screen != "languages"  # the same screens in other words


@unittest.skipUnless(is_installed(), "Chromium, node and web/node_modules are needed")
class EveryScreen(unittest.TestCase):
    maxDiff = 4000

    def setUp(self) -> None:
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="postroom-test-")))
        self.browser = self.enterContext(Browser(self.folder))
        self.looks = Looks(self.folder)

    def test_the_screens_of_an_agent_and_of_an_administrator(self):
        with Scene(self.folder) as scene:
            for width, scheme in ((1440, SCHEMES[0]), (1440, SCHEMES[1]), (390, SCHEMES[1])):
                Tour(self.browser, scene, self.looks, width, scheme).walk()
                CustomersTour(self.browser, scene, self.looks, width, scheme).walk()
        self.assertGreater(len(self.looks.kept), 60)
        self.assertEqual([], self.looks.findings)

    def test_the_first_start(self):
        first_start(self.browser, self.folder, self.looks)
        self.assertEqual([], self.looks.findings)


if __name__ == "__main__":
    unittest.main()
