"""Split a text that is too long for one message, at paragraphs, then sentences, then words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.answers.bidi import LRI, PDI

# The ends of a piece, coarse to fine. A full stop before a digit or a small Latin letter is
# taken for an abbreviation ("kl. 10").
_ENDS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"[.!?…؟؛።፧፤][\"»”’')\]\u2069]*\s+(?![a-zæøå0-9])"),
    re.compile(r"\s+"),
)
_BALANCE = 2  # what closing a run in one part and opening it in the next may add


def length(text: str) -> int:
    """The length of `text` as Telegram counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parts(text: str, limit: int) -> tuple[str, ...]:
    """`text` in parts of at most `limit` UTF-16 code units (8 or more), none of them empty.

    A part ends at a paragraph where it can, else at a sentence, else at a word. A left-to-right
    run that is cut stays isolated in both parts.
    """
    if length(text) <= limit:
        return (text,) if text.strip() else ()
    pieces: Iterable[str] = (text,)
    for end in _ENDS:
        pieces = _split(pieces, end, limit - _BALANCE)
    joined = _joined(_cut(pieces, limit - _BALANCE), limit - _BALANCE)
    return tuple(_balanced(part for part in joined if part.strip()))


def _split(pieces: Iterable[str], end: re.Pattern[str], limit: int) -> Iterator[str]:
    for piece in pieces:
        start = 0
        if length(piece) > limit:
            for match in end.finditer(piece):
                yield piece[start : match.end()]
                start = match.end()
        if start < len(piece):
            yield piece[start:]


def _cut(pieces: Iterable[str], limit: int) -> Iterator[str]:
    """Pieces without any space that are still too long, cut hard."""
    for piece in pieces:
        rest = piece
        while length(rest.rstrip()) > limit:
            most = limit
            while length(rest[:most]) > limit:
                most -= 1
            yield rest[:most]
            rest = rest[most:]
        yield rest


def _joined(pieces: Iterable[str], limit: int) -> Iterator[str]:
    part = ""
    for piece in pieces:
        if part and length((part + piece).strip()) > limit:
            yield part.strip()
            part = ""
        part += piece
    if part:
        yield part.strip()


def _balanced(found: Iterable[str]) -> Iterator[str]:
    is_open = False
    for part in found:
        whole = (LRI if is_open else "") + part
        is_open = whole.count(LRI) > whole.count(PDI)
        yield whole + (PDI if is_open else "")
