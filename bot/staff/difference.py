"""Two versions of a text, word by word: what stayed, what went, what came."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

# A number with its spaces is one word: half a telephone number tells nobody anything.
_TOKEN = re.compile(r"\+?\d+(?: \d+)*|\w+|\s+|[^\w\s]+")
LONGEST = 4000  # tokens; longer texts are compared line by line


@dataclass(frozen=True)
class Piece:
    """A stretch of text: `kind` is "same", "gone" or "new"."""

    kind: str
    text: str


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of both texts in order; those that are the same stand once."""
    before, after = _tokens(old), _tokens(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return tuple(_pieces(matcher, before, after))


def _pieces(
    matcher: difflib.SequenceMatcher[str], before: list[str], after: list[str]
) -> Iterator[Piece]:
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[i:j]))
            continue
        if j > i:
            yield Piece("gone", "".join(before[i:j]))
        if m > k:
            yield Piece("new", "".join(after[k:m]))


def _tokens(text: str) -> list[str]:
    found = _TOKEN.findall(text)
    return found if len(found) <= LONGEST else text.splitlines(keepends=True)
