"""A text as plain characters: every digit as 0-9, every dash as "-", with the way back.

Whoever hides a number behind another script, an invisible character or a fancy dash is read
the same; positions in the plain text lead back to the text as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Ethiopic numerals: 1-9, then 10-90, then hundred and ten thousand. There is no zero.
_ONES, _TENS, _HUNDRED, _MYRIAD = 0x1369, 0x1372, 0x137B, 0x137C
_NUMERAL = re.compile("[\u1369-\u137c]")
_DROPPED = frozenset({"Cf", "Mn", "Me", "Cc", "Cs"})
_DASHES = frozenset("\u2212\u2043\u02d7\u30fc\uff5e\u223c\u2796")
_SLASHES = frozenset("\u2044\u2215")
# Nothing is seen of them, but they are letters and symbols to Unicode: fillers, the empty Braille
# cell; and the stroke that only lengthens an Arabic word.
_EMPTY = frozenset("\u115f\u1160\u3164\uffa0\u2800\u0640")
# A mark or a digit in an address that a browser wrote: "310299%2D0000".
_ESCAPED = re.compile("%[23][0-9A-Fa-f]")


@dataclass(frozen=True)
class Plain:
    """`text` in plain characters; `starts` and `ends` give, for each, its place in the original.

    Both are empty where every character kept its place.
    """

    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original text of plain[start:end], which must not be empty."""
        if not self.starts:
            return start, end
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> Plain:
    """`text` in plain characters. Takes time in proportion to its length."""
    known = {char: _plain(char) for char in set(text)}
    same = all(len(written) == 1 for written in known.values())
    if same and not _NUMERAL.search(text) and not _ESCAPED.search(text):
        return Plain(text.translate({ord(char): written for char, written in known.items()}))
    return _with_places(text, known)


def _with_places(text: str, known: Mapping[str, str]) -> Plain:
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, run in _runs(text):
        for offset, written in enumerate(_numeral(run)) if run else ():
            # A numeral may become more digits than it has characters: all lead to the last one.
            place = min(start + offset, end - 1)
            characters.append(written)
            starts.append(place)
            ends.append(place + 1)
        if run:
            ends[-1] = end
            continue
        escaped = end - start > 1
        for one in chr(int(text[start + 1 : end], 16)) if escaped else known[text[start]]:
            characters.append(one)
            starts.append(start)
            ends.append(end)
    return Plain("".join(characters), tuple(starts), tuple(ends))


def _runs(text: str) -> Iterator[tuple[int, int, str]]:
    """Spans of the text: a whole Ethiopic numeral with its characters, or one other character,
    which may be written as three ("%2D").
    """
    place = 0
    while place < len(text):
        end = place
        while end < len(text) and _ONES <= ord(text[end]) <= _MYRIAD:
            end += 1
        if end > place:
            yield place, end, text[place:end]
        else:
            end = place + (3 if _ESCAPED.match(text, place) else 1)
            yield place, end, ""
        place = end


def _numeral(run: str) -> str:
    """An Ethiopic numeral as digits: pairs when it has tens, else digit by digit."""
    codes = [ord(char) for char in run]
    paired = any(code >= _TENS for code in codes)
    found: list[str] = []
    place = 0
    while place < len(codes):
        code = codes[place]
        following = codes[place + 1] if place + 1 < len(codes) else 0
        if code >= _HUNDRED:
            zeros = "00" if code == _HUNDRED else "0000"
            found.append("" if _ONES <= following < _HUNDRED else zeros)
        elif code >= _TENS:
            ones = _ONES <= following < _TENS
            found.append(str(code - _TENS + 1) + (str(following - _ONES + 1) if ones else "0"))
            place += ones
        else:
            found.append(("0" if paired else "") + str(code - _ONES + 1))
        place += 1
    return "".join(found) or "0"


def _plain(char: str) -> str:
    if char.isascii() and char.isprintable():
        return char
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    if char.isspace():
        return " "
    if char in _EMPTY:
        return ""
    category = unicodedata.category(char)
    if category in _DROPPED:
        return ""
    if category == "Pd" or char in _DASHES:
        return "-"
    if char in _SLASHES:
        return "/"
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 and folded.isascii() else char
