"""The frame of a test against the real program: a temporary folder, and the logs when it fails.

Invariant: whatever happens in a test, every server it started is gone afterwards.
"""
import contextlib
import pathlib
import sys
import tempfile
import unittest

from support.server import Server


class PostroomCase(unittest.TestCase):
    maxDiff = 4000

    def setUp(self) -> None:
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.folder = pathlib.Path(self.stack.enter_context(
            tempfile.TemporaryDirectory(prefix="postroom-test-")))
        self.logs = []
        self.addCleanup(self._show_logs)  # before the folder goes

    def server(self, *options: str, name: str = "postroom", automations: bool = False, **more) -> Server:
        """Prepared, not started; ended when the test is over."""
        setup = ("--with-automations",) if automations else ()
        server = Server(self.folder / name, *options, **more).prepare(*setup)
        self.stack.enter_context(server)
        self.logs.append(server.folder / "server.log")
        return server

    def run(self, result=None):
        self.result, self.failed_before = result, self._failures(result)
        return super().run(result)

    @staticmethod
    def _failures(result) -> int:
        return len(result.failures) + len(result.errors) if result else 0

    def _show_logs(self) -> None:
        if self._failures(self.result) == self.failed_before:
            return
        for log in self.logs:
            if log.exists():
                tail = log.read_text(errors="replace").splitlines()[-25:]
                print(f"--- {log.name} of {self.id()}:", *tail, sep="\n", file=sys.stderr)
