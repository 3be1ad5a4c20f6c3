"""The normal form of a text: what is written in several ways becomes one.

Only for comparing; nobody is ever shown a normal form. The letters of a language come from
its profile; the rest holds for every script: case, compatibility forms, accents, digits.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable

from bot.content.model import Language

APOSTROPHES = "'’‘ʼ`´ʿʾ′"
APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
REPEATED = re.compile(r"([^\W\d_])\1{2,}")
HUNDRED = 100


class Normaliser:
    """Brings texts into normal form with the letter tables of some languages.

    All tables are used on every text, so that a Danish word inside an Arabic sentence gets
    the same form as in a Danish one. `text` is idempotent.
    """

    def __init__(self, languages: Iterable[Language]) -> None:
        self._letters: dict[int, str] = {}
        for language in languages:
            self._letters.update({ord(letter): value for letter, value in language.letters})

    def text(self, text: str) -> str:
        """The normal form: lower case, no accents and marks, digits 0-9, words between spaces.

        What is neither letter nor digit parts words; a text of only such characters gives "".
        """
        folded = unicodedata.normalize("NFKC", text).casefold()
        folded = unicodedata.normalize("NFKC", folded).translate(self._letters)
        plain = unicodedata.normalize("NFKD", APOSTROPHE.sub(_apostrophe, folded))
        plain = unicodedata.normalize("NFC", "".join(map(_character, plain)))
        plain = _with_digits(plain.translate(self._letters))
        return " ".join(REPEATED.sub(r"\1", plain).split())


def _apostrophe(match: re.Match[str]) -> str:
    """Nothing within a word of a script with capitals (ri'iytoy), elsewhere a space (መን'ዩ)."""
    before = match.string[match.start() - 1 : match.start()]
    return "" if before.upper() != before.lower() else " "


def _character(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind[0] == "L" or kind == "No":
        return char
    # Marks and invisible characters join what they stand between; the rest parts it.
    return "" if kind in ("Mn", "Me", "Cf") else " "


def _with_digits(text: str) -> str:
    """The text with numerals that have no place value (as in Ge'ez) written in digits."""
    if text.isascii():
        return text
    runs = itertools.groupby(text, key=lambda char: unicodedata.category(char) == "No")
    return "".join(_number("".join(run)) if numeral else "".join(run) for numeral, run in runs)


def _number(numerals: str) -> str:
    """10, 2 is 12; 2, 100, 5 is 205."""
    total = part = 0
    for char in numerals:
        value = int(unicodedata.numeric(char))
        if value < HUNDRED:
            part += value
        else:
            total, part = total + (part or 1) * value, 0
    return str(total + part)
