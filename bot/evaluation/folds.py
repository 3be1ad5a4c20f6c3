"""Cross-validation by the content's own questions: a copy of the content without one fold.

The folds are the same on every machine: a question's fold follows from a hash of its text. The
title (the first question of a language) is never held out, since it is what the entry is called.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.content.checks.questions import romanised
from bot.content.model import Content, Entry, Family
from bot.evaluation.questions import Question

LATIN = "Latn"  # ISO 15924


def fold_of(text: str, folds: int) -> int:
    """The fold, from 0, that a question belongs to."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:4], "big") % folds


def held_out(content: Content, fold: int, folds: int) -> tuple[Question, ...]:
    """The questions of one fold, labelled with their entry and variety."""
    return tuple(
        Question(f"{entry.id}-{lang}-{i}", variety(content, lang, text), (entry.id,), text)
        for entry in measured(content)
        for lang, questions in entry.questions.items()
        for i, text in enumerate(questions)
        if i and fold_of(text, folds) == fold
    )


def without_fold(source: Path, content: Content, fold: int, folds: int, target: Path) -> None:
    """Write to `target` a copy of the content folder that lacks the questions of one fold."""
    shutil.copytree(source, target)
    for entry in measured(content):
        path = target / _file(entry)
        found = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
        found["questions"] = {
            lang: [q for i, q in enumerate(kept) if not i or fold_of(_flat(q), folds) != fold]
            for lang, kept in found["questions"].items()
        }
        text = yaml.safe_dump(found, allow_unicode=True, default_style='"', sort_keys=False)
        path.write_text(text, encoding="utf-8")


def measured(content: Content) -> Iterator[Entry]:
    """The entries that a model learns to choose, whose questions can be held out."""
    for entry in content.entries.values():
        if entry.family is not Family.CRISIS and entry.id != "personal_data":
            yield entry


def variety(content: Content, lang: str, text: str) -> str:
    """The language code, with the script where it is not the language's own."""
    own = content.languages[lang].script == "Latin"
    return lang if own or not romanised(text) else f"{lang}-{LATIN}"


def _file(entry: Entry) -> Path:
    topic = Path(entry.topic) if entry.family is Family.FAQ else Path()
    return Path(entry.family.value) / topic / f"{entry.id}.yml"


def _flat(text: str) -> str:
    return " ".join(text.split())
