"""The program that is measured, started fresh for each figure, and the account of what any server uses.

Invariant: ours runs as it is shipped: release build, default settings, temporary data directory.
"""
import os
import pathlib
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.server import SUPPORT, Server  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
SAMPLE_SECONDS = 0.25


class Ours:
    name = "Postroom"
    recipient = SUPPORT

    def __init__(self, folder: pathlib.Path, *options: str):
        self.desk = Server(folder / "ours", *(options or ("--capture",)),
                           environment={"POSTROOM_LOOPS_LIMIT_SENDERS": "false"})  # the load has one sender
        self.start_seconds = 0.0

    def __enter__(self) -> "Ours":
        self.desk.prepare()
        return self.run()

    def run(self) -> "Ours":
        begun = time.monotonic()
        self.desk.start()  # until the ready line
        self.start_seconds = time.monotonic() - begun
        return self

    def __exit__(self, *_) -> None:
        self.desk.stop()

    def port(self, protocol: str) -> int:
        return self.desk.address(protocol)[1]

    def pid(self) -> int:
        return self.desk.process.pid


def family_of(pid: int) -> list:
    """The process and all that descend from it."""
    family = [pid]
    try:
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                family += family_of(int(child))
    except OSError:
        pass  # it has ended meanwhile
    return family


def cpu_seconds(pid: int) -> float:
    """What the family has used, with the children that it has buried."""
    ticks = 0
    for member in family_of(pid):
        try:
            fields = pathlib.Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(field) for field in fields[11:15])
        except (OSError, ValueError):
            continue
    return ticks / TICKS


class Usage:
    """CPU seconds between enter and exit, and the highest memory meanwhile, of a server's processes.

    `rss_mb` counts pages that processes share once a process; `pss_mb` shares them out.
    """

    def __init__(self, server):
        self._pid, self._over = server.pid(), threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.rss_mb = self.pss_mb = self.cpu = 0.0

    def __enter__(self) -> "Usage":
        self.cpu = cpu_seconds(self._pid)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._over.set()
        self._thread.join()
        self.cpu = cpu_seconds(self._pid) - self.cpu

    def _watch(self) -> None:
        while True:
            rss, pss = memory_mb(self._pid)
            self.rss_mb, self.pss_mb = max(self.rss_mb, rss), max(self.pss_mb, pss)
            if self._over.wait(SAMPLE_SECONDS):
                return

    def figures(self, mails: int) -> dict:
        return {"rss_mb": round(self.rss_mb, 1), "pss_mb": round(self.pss_mb, 1),
                "cpu_ms_per_mail": round(self.cpu * 1000 / max(1, mails), 3)}


def memory_mb(pid: int) -> tuple:
    """(resident, proportional) of the family, in MB."""
    sums = {"Rss": 0.0, "Pss": 0.0}
    for member in family_of(pid):
        try:
            lines = pathlib.Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        for line in lines:
            name, _, rest = line.partition(":")
            if name in sums:
                sums[name] += int(rest.split()[0]) / 1024
    return sums["Rss"], sums["Pss"]
