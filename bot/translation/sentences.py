"""Split a text into sentences, in Latin, Arabic and Ethiopic writing, without any model.

A library's splitter either downloads a model or misses ። (the Ethiopic full stop).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 400  # characters of one sentence: what is longer is cut at a comma or a space
_CLOSING = "\"»”’')\\]\u2069"
# An end that is clear by itself, or a full stop and the like before white space.
_END = re.compile(rf"(?:[።፧፨؟]|፡፡)+[{_CLOSING}]*\s*|[.!?…؛፤]+[{_CLOSING}]*(?:\s+|\Z)|[^\S\n]*\n\s*")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"»“'])(?:[^\W\d_]|(?:[^\W\d_]{1,4}\.)+[^\W\d_]{1,4})\.\s*\Z"
)
_SOFT = re.compile(r"(?<=[,،፣;፥])\s+|\s+")


class Sentence(NamedTuple):
    """A sentence and the white space behind it."""

    text: str
    gap: str


def split(text: str) -> tuple[str, tuple[Sentence, ...]]:
    """The white space that `text` begins with, and its sentences in order.

    Put together they are `text` again, character for character. A line break always ends a
    sentence; a full stop does not before a digit or a small letter ("kl. 10", "14. december"),
    nor after one letter ("f.eks.").
    """
    body = text.lstrip()
    lead = text[: len(text) - len(body)]
    return lead, tuple(piece for whole in _ends(body) for piece in _cut(whole))


def groups(text: str, longest: int) -> tuple[str, ...]:
    """`text` in parts of whole sentences, each of at most `longest` characters where it can be."""
    found: list[str] = []
    for sentence, gap in split(text)[1]:
        if found and len(found[-1]) + len(sentence) <= longest:
            found[-1] += sentence + gap
        else:
            found.append(sentence + gap)
    return tuple(found)


def _ends(body: str) -> Iterator[Sentence]:
    start = 0
    for match in _END.finditer(body):
        if match.end() <= start or not _is_end(body, start, match):
            continue
        yield _sentence(body[start : match.end()])
        start = match.end()
    if start < len(body):
        yield _sentence(body[start:])


def _is_end(body: str, start: int, match: re.Match[str]) -> bool:
    if "\n" in match.group() or match.group()[0] != ".":
        return True
    if match.end() == len(body):
        return True
    follows = body[match.end()]
    if follows.isdigit() or follows.islower():
        return False
    return _ABBREVIATION.search(body[max(start, match.end() - 24) : match.end()]) is None


def _sentence(piece: str) -> Sentence:
    text = piece.rstrip()
    return Sentence(text, piece[len(text) :])


def _cut(sentence: Sentence) -> Iterator[Sentence]:
    """A sentence in parts of at most LONGEST characters."""
    rest = sentence.text
    while len(rest) > LONGEST:
        places = [match.end() for match in _SOFT.finditer(rest, LONGEST // 2, LONGEST)]
        commas = [at for at in places if rest[at - 2 : at - 1] in (",", "،", "፣", ";", "፥")]
        at = (commas or places or [LONGEST])[-1]
        yield _sentence(rest[:at])
        rest = rest[at:]
    yield Sentence(rest, sentence.gap)
