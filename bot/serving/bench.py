"""Measure a running bot: start, memory, replies to one user and to many, processor time."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content.store import ContentStore
from bot.serving.fleet import Fleet
from bot.serving.load import Timing, new_questions, presses, questions
from bot.settings import Settings

WARM_UP = 10
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Case:
    """A part of the mix: questions or buttons, by how many, in conversations of how many turns."""

    name: str
    count: int
    users: int = 1
    turns: int = 1
    buttons: bool = False


def cases(count: int) -> tuple[Case, ...]:
    """What is measured, with `count` messages each."""
    return (
        Case("new sessions", count),
        Case("conversations of 10", count, turns=10),
        Case("one long conversation", count, turns=count),
        Case("buttons", count, turns=10, buttons=True),
        Case("16 users", 2 * count, users=16, turns=5),
        Case("16 users, buttons", 2 * count, users=16, turns=10, buttons=True),
    )


def measure(settings: Settings, model: Path, count: int) -> dict[str, object]:
    """The figures of a bot that is started for it, as JSON takes them. Milliseconds, megabytes.

    Raises ServiceError when it does not start, or does not answer.
    """
    asked = iter(new_questions(ContentStore(settings.content).current()))
    url = f"http://{settings.host}:{settings.port}"
    fleet = Fleet(settings, model)
    begun = time.monotonic()
    fleet.start()
    try:
        start = time.monotonic() - begun
        asyncio.run(questions(url, [next(asked) for _ in range(WARM_UP)], 1, 1))
        found = {}
        for case in cases(count):
            texts = [] if case.buttons else [next(asked) for _ in range(case.count)]
            found[case.name] = _figures(fleet, url, case, texts)
        return {"start": round(start, 1), "memory": _memory(fleet), "cases": found}
    finally:
        fleet.stop()


def _figures(fleet: Fleet, url: str, case: Case, texts: Sequence[str]) -> dict[str, float]:
    before = _processor(fleet)
    timing = asyncio.run(_ask(url, case, texts))
    replies = len(timing.milliseconds)
    spent = {name: value - before[name] for name, value in _processor(fleet).items()}
    figures = {
        "p50": timing.percentile(0.50),
        "p95": timing.percentile(0.95),
        "p99": timing.percentile(0.99),
        "per_second": timing.per_second,
        "load": os.getloadavg()[0],
    }
    for name, seconds in spent.items():
        figures[f"cpu_{name}"] = seconds * 1000 / replies
    return {name: round(value, 1) for name, value in figures.items()}


async def _ask(url: str, case: Case, texts: Sequence[str]) -> Timing:
    if case.buttons:
        return await presses(url, case.count // case.users, case.users, case.turns)
    return await questions(url, texts, case.users, case.turns)


def _processor(fleet: Fleet) -> Mapping[str, float]:
    """Seconds of processor time that each process has used."""
    found = {}
    for child in fleet.children:
        fields = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
        found[child.command.name] = (int(fields[11]) + int(fields[12])) / TICKS
    return found


def _memory(fleet: Fleet) -> Mapping[str, int]:
    """Megabytes that each process has in memory, its share of what is shared."""
    found = {}
    for child in fleet.children:
        lines = Path(f"/proc/{child.pid}/smaps_rollup").read_text().splitlines()
        pss = next(line for line in lines if line.startswith("Pss:"))
        found[child.command.name] = round(int(pss.split()[1]) / 1024)
    return found
