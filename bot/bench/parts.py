"""The parts of the bench. Each runs alone, starts what it needs and gives figures as JSON does.

Milliseconds, megabytes, seconds. Parts raise ServiceError or ModelError when they cannot measure.
"""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.bench.bare import pipelines
from bot.bench.bare_run import bare_model, measure_bare
from bot.bench.growing import grown
from bot.bench.load import Timing, new_questions, talk
from bot.bench.replies import START_SECONDS, WARM_UP, Case, ask_case, measure, rounded
from bot.bench.training import trainings
from bot.content.model import Content
from bot.content.store import ContentStore
from bot.serving.fleet import running
from bot.settings import Settings

TALK_TURNS = (10, 100, 500)
WINDOW = 10  # turns up to the one at which the time is taken
MEMORY = Path("translation") / "phrases.tsv"
ASK = "Oversæt til arabisk: {}"  # as a person asks for a translation


@dataclass(frozen=True)
class Bench:
    """What a part works with: settings with free ports and a state of their own, an empty
    folder, the model, how many messages a case has, DIET's epochs, how many seconds a grown
    content may train, and where the models of a bare Rasa are kept: DIET trains long.
    """

    settings: Settings
    folder: Path
    model: Path
    count: int
    epochs: int
    limit: float
    kept: Path

    @property
    def content(self) -> Content:
        """The content that is served."""
        return ContentStore(self.settings.content).current()

    @property
    def url(self) -> str:
        """Where the bot will listen."""
        return f"http://{self.settings.host}:{self.settings.port}"


Part = Callable[[Bench], dict[str, Any]]


def parts(sizes: tuple[int, ...]) -> Mapping[str, Part]:
    """The parts by name, in the order in which they are measured."""
    found: dict[str, Part] = {
        "replies": lambda bench: measure(bench.settings, bench.model, bench.count),
        "bare-logistic": lambda bench: _bare(bench, "logistic"),
        "bare-diet": lambda bench: _bare(bench, "diet"),
        "turns": _turns,
        "training": lambda bench: trainings(bench.settings, bench.content, bench.folder),
        "translation": _translation,
    }
    return found | {f"growth-{size}": _growth(size) for size in sizes}


def _growth(size: int) -> Part:
    return lambda bench: grown(bench.settings, bench.folder, size, bench.count, bench.limit)


def _bare(bench: Bench, pipeline: str) -> dict[str, Any]:
    content = bench.content
    asked = new_questions(content)[: WARM_UP + 4 * bench.count]
    model = bare_model(content, pipelines(bench.epochs)[pipeline], bench.kept)
    found = measure_bare(content, bench.folder, model, asked, bench.count)
    return found | ({"epochs": bench.epochs} if pipeline == "diet" else {})


def _turns(bench: Bench) -> dict[str, Any]:
    """One conversation: what a message costs at its 10th, its 100th and its 500th turn."""
    asked = new_questions(bench.content, seed=2)[: max(TALK_TURNS)]
    with running(bench.settings, bench.model, START_SECONDS):
        took = asyncio.run(talk(bench.url, asked))
        stored = (bench.settings.state / "tracker.sqlite").stat().st_size
    found: dict[str, Any] = {}
    for turns in (turns for turns in TALK_TURNS if turns <= len(took)):
        last = tuple(took[turns - WINDOW : turns])
        found[str(turns)] = rounded(Timing(last, sum(last) / 1000), {})
    return {"turns": found, "stored_kb": round(stored / 1024)}


def _translation(bench: Bench) -> dict[str, Any]:
    """Translations that the memory knows, asked for through the web channel."""
    content = bench.content
    with (bench.settings.content / MEMORY).open(encoding="utf-8", newline="") as file:
        rows = [row[content.source_lang] for row in csv.DictReader(file, delimiter="\t")]
    asked = [ASK.format(text) for text in rows if "{" not in text]
    asked = (asked * (1 + (WARM_UP + bench.count) // len(asked)))[: WARM_UP + bench.count]
    with running(bench.settings, bench.model, START_SECONDS) as fleet:
        warm = Case("warm-up", WARM_UP)
        ask_case(fleet.children, bench.url, warm, asked[:WARM_UP])
        case = Case("translation", bench.count)
        return ask_case(fleet.children, bench.url, case, asked[WARM_UP:])
