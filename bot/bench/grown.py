"""Content of any size, made from the words of the real one: only its size means something."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.content.model import Content, Family, State
from bot.content.texthash import text_hash

WORDS = (4, 9)  # as many in a question, at least and at most


def write_grown(source: Path, content: Content, folder: Path, count: int, examples: int) -> None:
    """Write a content folder with `count` FAQ entries of `examples` questions in each language.

    All else is that of `source`, but for the vectors of its texts. The same call writes the same.
    """
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.npz"))
    for path in (folder / "faq").rglob("*.yml"):
        path.unlink()
    for entry in _entries(content, count, examples):
        path = folder / "faq" / entry["topic"] / f"{entry['id']}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, width=10_000)
        path.write_text(text, encoding="utf-8")


def _entries(content: Content, count: int, examples: int) -> Iterator[dict[str, Any]]:
    rolls = random.Random(count)  # noqa: S311
    real = [entry for entry in content.entries.values() if entry.family is Family.FAQ]
    words = _words(content)
    for number in range(count):
        model = real[number % len(real)]
        source = model.answers[content.source_lang].text
        answers = {
            lang: {"text": text.text, "state": State.DRAFT.value}
            | ({} if lang == content.source_lang else {"of": text_hash(source)})
            for lang, text in model.answers.items()
        }
        yield {
            "id": f"grown_{number}",
            "topic": model.topic,
            "checked": model.checked,
            "sources": [{"title": "The bench", "seen": model.checked}],
            "answers": answers,
            "questions": {
                lang: [_question(rolls, words[lang]) for _ in range(examples)]
                for lang in model.questions
            },
        }


def _words(content: Content) -> Mapping[str, Sequence[str]]:
    """The words of all questions by language, as often as they are used."""
    found: dict[str, list[str]] = {}
    for entry in content.entries.values():
        for lang, asked in entry.questions.items():
            found.setdefault(lang, []).extend(word for text in asked for word in text.split())
    return found


def _question(rolls: random.Random, words: Sequence[str]) -> str:
    return " ".join(rolls.choices(words, k=rolls.randint(*WORDS)))
