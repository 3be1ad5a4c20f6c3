"""Where the memory's sentences come from: the phrases, and the project's own content."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.answers.bidi import plain
from bot.answers.placeholders import fill
from bot.content.model import Content, Entry, State
from bot.translation.errors import TranslationError
from bot.translation.protection import pieces_of
from bot.translation.sentences import split


@dataclass(frozen=True)
class Pair:
    """The same sentence by language, and how far each text was checked. `origin` is the id of
    the phrase or the entry that it is from.
    """

    texts: Mapping[str, str]
    states: Mapping[str, State]
    origin: str

    def state(self, target: str) -> State:
        """The state of a translation into `target`."""
        return self.states[target]


def phrases(path: Path, languages: Mapping[str, object]) -> Iterator[Pair]:
    """The pairs of a phrase file; none where it is missing. Raises TranslationError when broken."""
    if not path.exists():
        return
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                state = State(row["state"])
                texts = {code: row[code] for code in languages if row.get(code)}
                yield Pair(texts, dict.fromkeys(texts, state), row["id"])
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, ValueError) as error:
        raise TranslationError(f"{path} cannot be used.") from error


def content_pairs(content: Content, without: frozenset[str] = frozenset()) -> Iterator[Pair]:
    """Sentences of the same entry that stand in the same place, whose numbers agree.

    Translations that are older than their source are left out, and so are the entries `without`.
    """
    source = content.source_lang
    for entry in content.entries.values():
        if entry.id not in without and source in entry.answers:
            yield from _of_entry(entry, content, source)


def skeleton(text: str) -> str:
    """`text` without marks of vowels and the like, for comparing letters."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _of_entry(entry: Entry, content: Content, source: str) -> Iterator[Pair]:
    """Its sentences as a reader sees them, and those with contacts also as an editor does."""
    current = {la: t.text for la, t in entry.answers.items() if not entry.outdated(la, source)}
    if any("{contact:" in text for text in current.values()):
        yield from _aligned(entry, current, source)
    shown = {lang: plain(fill(text, lang, content)) for lang, text in current.items()}
    yield from _aligned(entry, shown, source)


def _aligned(entry: Entry, whole: Mapping[str, str], source: str) -> Iterator[Pair]:
    parts: dict[str, list[list[str]]] = {}
    for lang, text in whole.items():
        parts[lang] = [_sentences(p) for p in text.split("\n") if p.strip()]
    own = parts.pop(source)
    matching = {lang: found for lang, found in parts.items() if len(found) == len(own)}
    for number, paragraph in enumerate(own):
        rows = {lang: found[number] for lang, found in matching.items()}
        rows = {lang: row for lang, row in rows.items() if len(row) == len(paragraph)}
        for place, sentence in enumerate(paragraph):
            numbers = _digits(sentence)
            texts = {source: sentence}
            texts |= {la: row[place] for la, row in rows.items() if _digits(row[place]) == numbers}
            if len(texts) > 1:
                states = {lang: entry.answers[lang].state for lang in texts}
                yield Pair(texts, states, entry.id)


def _sentences(paragraph: str) -> list[str]:
    return [sentence.text for sentence in split(paragraph)[1]]


def _digits(text: str) -> tuple[str, ...]:
    return tuple(sorted("".join(c for c in p if c.isdigit()) or p for p in pieces_of(text)))
