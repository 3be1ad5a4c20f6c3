"""Test sets written by others: the same pipeline, trained on their training part.

xSID (van der Goot et al. 2021): intents, `LANG.valid.conll` to train on, `LANG.test.conll`.
SIB-200 (Adelani et al. 2024): topics, `LANG.train.tsv` and `LANG.test.tsv`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.errors import ContentError
from bot.evaluation.questions import Question

Labelled = tuple[str, str]  # label, text


@dataclass(frozen=True)
class ExternalSet:
    """One language of one collection."""

    name: str
    train: tuple[Labelled, ...]
    test: tuple[Labelled, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The test part, as the evaluation asks it."""
        return tuple(
            Question(f"{self.name}-{i}", self.name, (label,), text)
            for i, (label, text) in enumerate(self.test)
        )


def external_sets(folder: Path) -> Iterator[ExternalSet]:
    """The sets below `folder`, in the order of their names.

    Raises ContentError when there is none, or a file is not what its name says.
    """
    trains = sorted([*folder.rglob("*.valid.conll"), *folder.rglob("*.train.tsv")])
    if not trains:
        raise ContentError(f"There is no *.valid.conll and no *.train.tsv below {folder}.")
    for train in trains:
        read = _tsv if train.suffix == ".tsv" else _conll
        lang, _, suffix = train.name.split(".")
        test = train.with_name(f"{lang}.test.{suffix}")
        yield ExternalSet(f"{train.parent.name}-{lang}", read(train), read(test))


def training_data(found: ExternalSet) -> str:
    """The training part as Rasa's YAML."""
    examples: dict[str, list[dict[str, str]]] = {}
    for label, text in found.train:
        examples.setdefault(label, []).append({"text": text + "\n"})
    nlu = [{"intent": label, "examples": texts} for label, texts in sorted(examples.items())]
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True)


def pipeline_of(config: Path) -> str:
    """The configuration without the project's content: its pipeline alone."""
    tree = yaml.safe_load(config.read_text(encoding="utf-8"))
    kept = {key: tree[key] for key in ("recipe", "assistant_id", "language", "pipeline")}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)


def _conll(path: Path) -> tuple[Labelled, ...]:
    found: list[Labelled] = []
    text = ""
    for line in _lines(path):
        key, _, value = line.partition(" = ")
        if key == "# text":
            text = value.strip()
        elif key == "# intent":
            found.append((_label(value), text))
    return tuple(found)


def _tsv(path: Path) -> tuple[Labelled, ...]:
    rows = csv.DictReader(_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        return tuple((_label(row["category"]), row["text"].strip()) for row in rows)
    except KeyError as error:
        raise ContentError(f"{path} has no column {error}.") from error


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{path} cannot be read: {error}") from error


def _label(text: str) -> str:
    """A name that Rasa takes for one intent: a slash would make it a response selector's."""
    return text.strip().replace("/", "__")
