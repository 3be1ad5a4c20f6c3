"""The public files that the model learns from, with their licences, and what is kept from them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import BotError

PIVOT = "en"  # the language by which files are joined; the bot does not speak it itself


class StarterError(BotError):
    """Something that the person who trains the model must be told."""


@dataclass(frozen=True)
class Source:
    """A file of parallel sentences: tab-separated, the first line names the languages.

    `last`: the last row that may be learned from, counted from 1; the others are for tests.
    """

    file: str
    languages: tuple[str, ...]
    credit: str
    licence: str
    last: int | None = None


SOURCES = (
    Source(
        "ntrex128.tsv",
        ("en", "da", "ar", "ti"),
        "NTREX-128 (Federmann, Kocmi, Xin 2022)",
        "CC BY-SA 4.0",
        last=1497,
    ),
    Source(
        "refugee_phrasebook.tsv", ("en", "da", "ar", "ti"), "Refugee Phrasebook", "MIT / CC0 1.0"
    ),
    Source("integreat_ui.tsv", ("en", "da", "ar", "ti"), "Integreat app, interface texts", "MIT"),
    Source(
        "udhr.tsv",
        ("en", "da", "ar", "ti"),
        "Universal Declaration of Human Rights",
        "public domain",
    ),
    Source("tico19_en_ti_ER.tsv", ("en", "ti"), "TICO-19, Tigrinya of Eritrea", "CC0 1.0"),
    Source("tico19_en_ar.tsv", ("en", "ar"), "TICO-19, Arabic", "CC0 1.0"),
    Source("hornmt.tsv", ("en", "ti"), "HornMT", "CC BY 4.0"),
    Source(
        "travis_volunteers.tsv",
        ("en", "ti"),
        "Tigrinya Parallel Corpus, volunteers",
        "CC BY-SA 4.0",
    ),
    Source("gatitos.tsv", ("en", "ti"), "GATITOS", "CC BY 4.0"),
    Source("tatoeba_da_en.tsv", ("da", "en"), "Tatoeba", "CC BY 2.0 FR"),
    Source("tatoeba_ar_en.tsv", ("ar", "en"), "Tatoeba", "CC BY 2.0 FR"),
)
# Texts that a test may use: whatever stands there is taken out of the others, too.
NEVER_LEARNED = ("sib200_flores_dev.tsv",)


@dataclass(frozen=True)
class Sentence:
    """The same sentence by language; `weight`: how often it is seen in one round; `own`: of the
    project itself.
    """

    texts: Mapping[str, str]
    weight: int = 1
    own: bool = False


@dataclass(frozen=True)
class Corpus:
    """What there is to learn from, and the texts (folded) that a test uses."""

    sentences: tuple[Sentence, ...]
    reserved: frozenset[str] = field(default=frozenset())


def read_sources(folder: Path) -> Corpus:
    """All of SOURCES in `folder`, joined where two say the same in English.

    Raises StarterError where a file is missing or lacks a language.
    """
    learned: list[Sentence] = []
    reserved: set[str] = set()
    for source in SOURCES:
        for number, row in enumerate(_rows(folder / source.file, source.languages), 1):
            if source.last is not None and number > source.last:
                reserved.update(map(folded, row.values()))
            elif len(row) > 1:
                learned.append(Sentence(row))
    for name in NEVER_LEARNED:
        if (folder / name).is_file():
            for row in _rows(folder / name, ()):
                reserved.update(map(folded, row.values()))
    return Corpus((*learned, *_joined(learned)), frozenset(reserved))


def folded(text: str) -> str:
    """`text` for finding it again: letters and digits only, whatever their case."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _rows(path: Path, languages: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """The rows of a file, cells that are empty left out; all its languages where none is named."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            wanted = languages or tuple(reader.fieldnames or ())
            missing = set(wanted) - set(reader.fieldnames or ())
            if missing:
                raise StarterError(f"{path} has no column {', '.join(sorted(missing))}.")
            for row in reader:
                yield {code: row[code].strip() for code in wanted if (row[code] or "").strip()}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StarterError(f"{path} cannot be read.") from error


def _joined(sentences: list[Sentence]) -> Iterator[Sentence]:
    """New sentences without English from those that share it and are in different languages."""
    groups: dict[str, dict[str, str]] = {}
    for sentence in sentences:
        others = {code: text for code, text in sentence.texts.items() if code != PIVOT}
        if len(others) == 1 and PIVOT in sentence.texts:
            key = folded(sentence.texts[PIVOT])
            groups.setdefault(key, {}).setdefault(*next(iter(others.items())))
    for texts in groups.values():
        if len(texts) > 1:
            yield Sentence(texts)
