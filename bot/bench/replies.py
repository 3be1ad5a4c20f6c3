"""Measure a running bot: start, memory, replies to one user and to many, processor time."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.bench.load import RestVisitor, Timing, Visitor, new_questions, presses, questions
from bot.bench.processes import memory, processor
from bot.content.store import ContentStore
from bot.serving.fleet import Fleet
from bot.serving.process import Child
from bot.settings import Settings

WARM_UP = 10
START_SECONDS = 300.0  # also on a machine that is busy


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
    fleet.start(START_SECONDS)
    try:
        start = time.monotonic() - begun
        asyncio.run(questions(url, [next(asked) for _ in range(WARM_UP)], 1, 1))
        found = {}
        for case in cases(count):
            texts = [] if case.buttons else [next(asked) for _ in range(case.count)]
            found[case.name] = ask_case(fleet.children, url, case, texts)
        return {"start": round(start, 1), "memory": memory(fleet.children), "cases": found}
    finally:
        fleet.stop()


def ask_case(
    children: Sequence[Child],
    url: str,
    case: Case,
    texts: Sequence[str],
    kind: type[Visitor] | type[RestVisitor] = Visitor,
) -> dict[str, float]:
    """Ask what a case says. Milliseconds, replies a second; processor time of each process, in
    milliseconds a reply. Raises ServiceError when a message is not answered.
    """
    before = processor(children)
    timing = asyncio.run(_ask(url, case, texts, kind))
    replies = len(timing.milliseconds)
    spent = {name: value - before[name] for name, value in processor(children).items()}
    return rounded(timing, {f"cpu_{name}": s * 1000 / replies for name, s in spent.items()})


def rounded(timing: Timing, more: dict[str, float]) -> dict[str, float]:
    """The figures of a timing, and the load of the machine, with one digit."""
    figures = {
        "p50": timing.percentile(0.50),
        "p95": timing.percentile(0.95),
        "p99": timing.percentile(0.99),
        "per_second": timing.per_second,
        "load": os.getloadavg()[0],
    }
    return {name: round(value, 1) for name, value in (figures | more).items()}


async def _ask(
    url: str, case: Case, texts: Sequence[str], kind: type[Visitor] | type[RestVisitor]
) -> Timing:
    if case.buttons:
        return await presses(url, case.count // case.users, case.users, case.turns)
    return await questions(url, texts, case.users, case.turns, kind)
