"""The message lists beside this file, and the example questions of the content."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.settings import ROOT

FOLDER = Path(__file__).resolve().parent
DATA = ROOT / "data"


@dataclass(frozen=True)
class Message:
    """A message, its language, and the crises that it may be taken for (none: harmless)."""

    text: str
    lang: str
    ids: tuple[str, ...] = ()


def crisis_messages() -> list[Message]:
    """What people in danger write."""
    return [
        Message(row["text"], row["lang"], tuple(row["id"].split("|")))
        for row in _rows("crisis_messages.tsv")
    ]


def harmless_messages() -> list[Message]:
    """What only looks like danger."""
    return [Message(row["text"], row["lang"]) for row in _rows("harmless_messages.tsv")]


def example_questions(family: str) -> Iterator[tuple[str, str, str]]:
    """Id, language and question of every entry below data/`family`."""
    for path in sorted((DATA / family).rglob("*.yml")):
        if path.parent.name != "lexicon":
            entry = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
            for lang, questions in entry["questions"].items():
                for question in questions or ():
                    yield entry["id"], lang, question


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
