"""What processes used: processor time, memory; and a command that is measured to its end."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ServiceError
from bot.serving.process import Child, Command

TICKS, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Ended:
    """What a command took: seconds by the clock and of the processors, most megabytes at once."""

    seconds: float
    processor: float
    megabytes: float

    def as_json(self) -> dict[str, float]:
        """The figures, rounded."""
        return {
            "seconds": round(self.seconds, 1),
            "cpu_seconds": round(self.processor, 1),
            "memory": round(self.megabytes),
            "load": round(os.getloadavg()[0], 1),
        }


def processor(children: Iterable[Child]) -> Mapping[str, float]:
    """Seconds of processor time that each process has used."""
    found = {}
    for child in children:
        fields = _fields(Path(f"/proc/{child.pid}"))
        found[child.command.name] = (int(fields[11]) + int(fields[12])) / TICKS
    return found


def memory(children: Iterable[Child]) -> Mapping[str, int]:
    """Megabytes that each process has in memory, its share of what is shared."""
    found = {}
    for child in children:
        lines = Path(f"/proc/{child.pid}/smaps_rollup").read_text().splitlines()
        pss = next(line for line in lines if line.startswith("Pss:"))
        found[child.command.name] = round(int(pss.split()[1]) / 1024)
    return found


def run_measured(command: Command, log: Path, folder: Path, limit: float | None = None) -> Ended:
    """Run a command to its end, its children with it. Its output goes to `log`.

    Raises ServiceError when it ends with a fault, or is not done within `limit` seconds.
    """
    begun = time.monotonic()
    before = os.times()
    child = Child(command, log, folder)
    try:
        most = _wait(child, begun, limit)
    finally:
        child.stop(0)
    after = os.times()
    if child.ended() != 0:
        raise ServiceError(f"{command.name} did not succeed: {child.last_line()}")
    spent = after.children_user + after.children_system
    spent -= before.children_user + before.children_system
    return Ended(time.monotonic() - begun, spent, most)


def _wait(child: Child, begun: float, limit: float | None) -> float:
    """Wait for the end; the most megabytes that the process and its children had at once."""
    most = 0.0
    while child.ended() is None:
        if limit is not None and time.monotonic() - begun > limit:
            raise ServiceError(f"{child.command.name} was not done within {limit:.0f} seconds.")
        most = max(most, _group_megabytes(child.pid))
        time.sleep(0.2)
    return most


def _group_megabytes(group: int) -> float:
    """The resident megabytes of all processes of a group."""
    pages = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):  # it ended meanwhile
            if int(_fields(folder)[2]) == group:
                pages += int((folder / "statm").read_text().split()[1])
    return pages * PAGE / 2**20


def _fields(folder: Path) -> list[str]:
    """The fields of a process's `stat` after its name: state, parent, group …"""
    return (folder / "stat").read_text().rpartition(")")[2].split()


def python(name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> Command:
    """A command of this Python, with what every child of Rasa needs in its environment."""
    quiet = {
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SANIC_ACCESS_LOG": "false",
        "PYTHONUNBUFFERED": "1",
    }
    return Command(name, [sys.executable, *arguments], os.environ | quiet | dict(environment))
