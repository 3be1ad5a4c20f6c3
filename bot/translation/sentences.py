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
_END = re.compile(
    rf"(?:[።፧፨؟]|፡፡|::)+[{_CLOSING}]*\s*|[.!?…؛፤]+[{_CLOSING}]*(?:\s+|\Z)|[^\S\n]*\n\s*"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"»“'])(?:[^\W\d_]|(?:[^\W\d_]{1,4}\.)+[^\W\d_]{1,4}"
    # Danish ones that stand before a name, so that what follows has a capital.
    r"|gl|nr|sdr|ndr|vstr|østr|skt|sct|hr|fr|frk|dr|prof|pr|tlf|att|vedr|ang|jf|evt|inkl|ekskl|ca|eks|kgl)"
    r"\.\s*\Z",
    re.IGNORECASE,
)
# A unit may end a Danish sentence; in writing without capitals nothing tells, so it does not.
_UNIT = re.compile(r"(?<!\w)(?:kr|kl|md|mdr|stk|min|mio|osv|mv)\.\s*\Z", re.IGNORECASE)
_MONTHS = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
_DAY = re.compile(r"(?<![\w.])\d{1,2}\.\s*\Z")
_MONTH = re.compile(rf"(?:{_MONTHS})(?!\w)", re.IGNORECASE)
_BULLET = re.compile(r"[-–—•*·▪◦‣](?=\s)|\d{1,2}\)(?=\s)")
_SOFT = re.compile(r"(?<=[,،፣;፥])\s+|\s+")


class Sentence(NamedTuple):
    """A sentence and the white space behind it."""

    text: str
    gap: str


def split(text: str) -> tuple[str, tuple[Sentence, ...]]:
    """The white space that `text` begins with, and its sentences in order.

    Put together they are `text` again, character for character. A line break always ends a
    sentence; a full stop does not before a digit or a small letter ("kl. 10", "14. december"),
    nor after one letter ("f.eks.") or a shortened word. The sign or number of a point of a list
    stands by itself.
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
    start, new_line = 0, True
    for match in _END.finditer(body):
        if match.end() <= start or not _is_end(body, start, match):
            continue
        yield from _point(body[start : match.end()], new_line)
        start, new_line = match.end(), "\n" in match.group()
    if start < len(body):
        yield from _point(body[start:], new_line)


def _point(piece: str, new_line: bool) -> Iterator[Sentence]:
    """A sentence, the sign before it by itself where it is a point of a list."""
    sign = _BULLET.match(piece) if new_line else None
    rest = piece[sign.end() :].lstrip() if sign is not None else ""
    if sign is not None and rest:
        yield Sentence(sign.group(), piece[sign.end() : len(piece) - len(rest)])
        piece = rest
    yield _sentence(piece)


def _is_end(body: str, start: int, match: re.Match[str]) -> bool:
    if "\n" in match.group() or match.group()[0] != ".":
        return True
    if match.end() == len(body):
        return True
    follows = body[match.end()]
    if follows.isdigit() or follows.islower():
        return False
    before = body[max(start, match.end() - 24) : match.end()]
    if _ABBREVIATION.search(before) or (not follows.isupper() and _UNIT.search(before)):
        return False
    return not (_DAY.search(before) and _MONTH.match(body, match.end()))


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
