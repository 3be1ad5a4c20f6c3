"""What it costs when there are many entries: training, memory, start and replies."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.bench.grown import write_grown
from bot.bench.load import new_questions
from bot.bench.processes import memory
from bot.bench.replies import WARM_UP, Case, ask_case
from bot.bench.training import train
from bot.content.store import ContentStore
from bot.serving.fleet import Fleet
from bot.settings import Settings
from bot.training.trainer import model_path

EXAMPLES = 1  # of each entry in each language; the real ones have some fifteen


def grown(settings: Settings, folder: Path, size: int, count: int, limit: float) -> dict[str, Any]:
    """Figures of a bot with `size` entries. Raises ServiceError where its training, or then its
    start, takes more than `limit` seconds.
    """
    content = ContentStore(settings.content).current()
    write_grown(settings.content, content, folder / "data", size, EXAMPLES)
    settings = replace(settings, content=folder / "data", state=folder / "state")
    begun = time.monotonic()
    known = ContentStore(settings.content).current()
    reading = time.monotonic() - begun
    trained = train(settings, limit)
    fleet = Fleet(settings, model_path(settings))
    begun = time.monotonic()
    fleet.start(limit)
    try:
        start = time.monotonic() - begun
        asked = new_questions(known)
        url = f"http://{settings.host}:{settings.port}"
        ask_case(fleet.children, url, Case("warm-up", WARM_UP), asked[:WARM_UP])
        case = Case("new sessions", min(count, len(asked) - WARM_UP))
        replies = ask_case(fleet.children, url, case, asked[WARM_UP : WARM_UP + case.count])
        return {
            "entries": len(known.entries),
            "questions": sum(len(q) for e in known.entries.values() for q in e.questions.values()),
            "reading": round(reading, 2),
            "training": trained.as_json(),
            "start": round(start, 1),
            "memory": memory(fleet.children),
            "replies": replies,
        }
    finally:
        fleet.stop()
