"""What people paste, made fit for a file: line ends, invisible marks, limits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

TEXT_MAX = 6000  # characters of an answer; the checks ask for far less
QUESTION_MAX = 300
QUESTIONS_MAX = 400
# Marks that turn the direction of what follows: the renderer sets its own.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_KEPT = {"\n", "\u200c", "\u200d"}  # joiners are spelling in Arabic script


def clean(text: str) -> str:
    """`text` in NFC without control characters and direction marks, every line end a line feed.

    Outer white space and that at line ends is removed, and more than one empty line in a row.
    """
    text = _BREAKS.sub("\n", unicodedata.normalize("NFC", text)).replace("\t", " ")
    text = "".join(c for c in _BIDI.sub("", text) if c in _KEPT or _printable(c))
    lines = (line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def clean_line(text: str) -> str:
    """`text` cleaned, on one line."""
    return " ".join(clean(text).split())


def clean_lines(text: str) -> list[str]:
    """The lines of `text` that are not empty, cleaned, each once, in order."""
    lines = (clean_line(line) for line in clean(text).split("\n"))
    return list(dict.fromkeys(line for line in lines if line))


def had_marks(texts: Iterable[str]) -> bool:
    """True when one of the texts has direction marks that `clean` takes away."""
    return any(_BIDI.search(text) for text in texts)


def _printable(char: str) -> bool:
    """False for what no YAML file may hold, or what nobody can see or type."""
    return unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Co") and char != "\ufeff"
