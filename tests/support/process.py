"""A child process that dies with the test, writes its log to a file and is ended by its id only.

Invariant: after stop() or kill() nothing of it is left; the log stays for the failure report.
"""
import ctypes
import os
import pathlib
import signal
import subprocess
import sys

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Process:
    def __init__(self, command: list, log: pathlib.Path, environment: dict | None = None,
                 stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL):
        self.log = log
        with open(log, "ab") as errors:
            self.child = subprocess.Popen(
                [str(word) for word in command], stdin=stdin, stdout=stdout,
                stderr=errors, env={**os.environ, **(environment or {})}, preexec_fn=_die_with_parent)

    @property
    def pid(self) -> int:
        return self.child.pid

    def has_ended(self) -> bool:
        return self.child.poll() is not None

    def stop(self, within: float = 25.0) -> int:
        """Asks it to end (SIGTERM) and returns its exit status; kills it after `within` seconds.

        Longer than the program itself waits for what is under way (10 s). The log of one that crashed is shown."""
        self._say_if_it_crashed()
        if not self.has_ended():
            self.child.terminate()
            try:
                self.child.wait(within)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.child.returncode

    def _say_if_it_crashed(self) -> None:
        if self.has_ended() and self.child.returncode < 0 and self.child.returncode != -signal.SIGKILL:
            print(f"process {self.pid} had ended by itself with {self.child.returncode}:", self.log_tail(),
                  sep="\n", file=sys.stderr)

    def kill(self) -> int:
        self._say_if_it_crashed()
        if not self.has_ended():
            self.child.kill()
        return self.child.wait(10)

    def log_tail(self, lines: int = 30) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
