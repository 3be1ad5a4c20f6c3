"""LIX, the readability index of Björnsson (1968): words per sentence plus share of long words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

LONG = 6  # a word of more letters than this is long
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?:](?=\s|$)|\n+")
_SITE = re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.(?:dk|ngo|org|com|net)\b\S*")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def words(text: str) -> list[str]:
    """The words of a text in any script; placeholders and site names are none."""
    return _WORD.findall(_SITE.sub(" ", _PLACEHOLDER.sub(" ", text)))


def lix(text: str, official: Iterable[str] = ()) -> float:
    """The LIX of `text`; words of the `official` terms, inflected or not, are not counted."""
    bare = without_terms(_SITE.sub("x", _PLACEHOLDER.sub("x", text)), official)
    found = _WORD.findall(bare)
    if not found:
        return 0.0
    pieces = [piece for piece in _SENTENCE.split(bare) if _WORD.search(piece)]
    long = sum(len(word.replace("-", "")) > LONG for word in found)
    return len(found) / max(1, len(pieces)) + 100 * long / len(found)


def without_terms(text: str, official: Iterable[str]) -> str:
    """`text` without the `official` terms, inflected by up to four letters or not."""
    terms = frozenset(official)
    return _pattern(terms).sub(" ", text) if terms else text


@functools.lru_cache(maxsize=64)
def _pattern(terms: frozenset[str]) -> re.Pattern[str]:
    longest_first = "|".join(re.escape(t) for t in sorted(terms, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{longest_first})\w{{0,4}}(?!\w)", re.IGNORECASE)
