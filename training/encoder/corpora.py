"""What the encoder learns from: parallel texts of others, and the project's own content.

A *pair* is a text and the anchor that it should lie near: a text in a language that the first
model knows well. An *example* is a question with the entry that it asks for.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.content.model import Content
from bot.evaluation.folds import fold_of

LONGEST = 300  # characters
PLACEHOLDER = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True)
class Pair:
    """A text in a language, and its anchor (text, language)."""

    text: str
    lang: str
    anchor: tuple[str, str]


@dataclass(frozen=True)
class Example:
    """A question in a language, and the entry that it asks for."""

    text: str
    lang: str
    entry: str


@dataclass(frozen=True)
class Corpus:
    """A file of parallel texts: rows after `rows` are for tests, at most `most` are taken."""

    file: str
    licence: str
    rows: int | None = None
    most: int | None = None


# Sources and authors: README.md of the model.
CORPORA = (
    Corpus("ntrex128.tsv", "CC BY-SA 4.0", rows=1497),
    Corpus("tico19_en_ti.tsv", "CC0"),
    Corpus("tico19_en_ti_ER.tsv", "CC0"),
    Corpus("tico19_en_ti_ET.tsv", "CC0"),
    Corpus("tico19_en_ar.tsv", "CC0"),
    Corpus("hornmt.tsv", "CC BY 4.0"),
    Corpus("travis_volunteers.tsv", "CC BY-SA 4.0"),
    Corpus("gatitos.tsv", "CC BY 4.0"),
    Corpus("tatoeba_da_en.tsv", "CC BY 2.0 FR", most=4000),
    Corpus("tatoeba_ar_en.tsv", "CC BY 2.0 FR", most=5000),
    Corpus("integreat_ui.tsv", "MIT"),
    Corpus("udhr.tsv", "public"),
)
PIVOT = "en"


def pairs_of_others(folder: Path, languages: Iterable[str], random: Random) -> Iterator[Pair]:
    """Pairs of the corpora in a folder; the English text is the anchor, of itself too."""
    wanted = [PIVOT, *languages]
    for corpus in CORPORA:
        with (folder / corpus.file).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        rows = rows[: corpus.rows]
        if corpus.most is not None and len(rows) > corpus.most:
            rows = random.sample(rows, corpus.most)
        for row in rows:
            anchor = (row.get(PIVOT) or "").strip()
            for lang in wanted if anchor else ():
                text = (row.get(lang) or "").strip()
                if text:
                    yield Pair(text[:LONGEST], lang, (anchor, PIVOT))


def pairs_of_content(content: Content, phrases: Path, first: str) -> Iterator[Pair]:
    """Pairs of the answers' paragraphs and of the phrases; language `first` is the anchor."""
    for entry in content.entries.values():
        texts = {
            lang: [line for line in PLACEHOLDER.sub("", a.text).splitlines() if line.strip()]
            for lang, a in entry.answers.items()
        }
        if first in texts and len({len(lines) for lines in texts.values()}) == 1:
            for lang, lines in texts.items():
                for own, line in zip(texts[first], lines, strict=True):
                    yield Pair(line[:LONGEST], lang, (own, first))
    with phrases.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            for lang in content.languages:
                if row.get(first) and row.get(lang):
                    yield Pair(row[lang][:LONGEST], lang, (row[first], first))


def examples(content: Content, without: int | None, folds: int) -> Iterator[Example]:
    """The example questions; those of the fold `without` stay out, the titles never."""
    for entry in content.entries.values():
        for lang, questions in entry.questions.items():
            for place, text in enumerate(questions):
                if not place or without is None or fold_of(text, folds) != without:
                    yield Example(text, lang, entry.id)
