"""Take private data out of a message before anything else sees it.

In doubt a piece is masked: a question that has lost a number can still be answered, a number
that was stored cannot be taken back. What everybody may see (the numbers and addresses of
data/contacts.yml), years, ages, amounts, dates and times stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.content.model import Contact
from bot.privacy.addresses import AddressFinder
from bot.privacy.births import BirthFinder
from bot.privacy.digits import plain
from bot.privacy.halves import HalvesFinder
from bot.privacy.named import NamedFinder
from bot.privacy.numbers import NumberFinder
from bot.privacy.profiles import ProfileFinder
from bot.privacy.spans import merged
from bot.privacy.spoken import SpokenFinder
from bot.privacy.words import Words, any_of, load_words, words_of


@dataclass(frozen=True)
class Masked:
    """A text without private data; `found` says which kinds were in it (bot.privacy.spans)."""

    text: str
    found: frozenset[str]


class Masker:
    """Masks private data. Keeps no state between calls; safe for use by several threads.

    `allowed_numbers` are telephone numbers, e-mail addresses and street addresses that anybody
    may see, written as they are shown. `words` are those of the shipped data/masking.yml when
    they are left out.
    """

    def __init__(self, allowed_numbers: frozenset[str], words: Words | None = None) -> None:
        words = load_words() if words is None else words
        texts = [plain(number).text for number in allowed_numbers]
        digits = {"".join(c for c in text if c.isdigit()) for text in texts if _is_number(text)}
        public = frozenset(digits) | {t.casefold() for t in texts if "@" in t}
        currency = any_of(words.currency)
        behind = re.compile(
            rf" {{0,2}}(?:,\d{{1,2}}(?!\d))? {{0,2}}(?:,-|{currency}(?![^\W_]))", re.IGNORECASE
        )
        before = re.compile(rf"(?<![^\W_]){currency} {{0,2}}\Z", re.IGNORECASE)
        self._numbers = NumberFinder(public, behind, before)
        self._named = NamedFinder.of(words, public, behind)
        self._births = BirthFinder.of(words, public, behind, before)
        self._halves = HalvesFinder.of(words)
        self._profiles = ProfileFinder.of(words)
        self._spoken = SpokenFinder.of(words)
        self._addresses = AddressFinder.of(words, (t for t in texts if not _is_number(t)))

    @classmethod
    def for_content(cls, folder: Path, contacts: Iterable[Contact]) -> Masker:
        """The masker of a content folder: its words, and its contacts as public numbers."""
        known = (x for c in contacts for x in (c.phone, c.email, c.address) if x)
        return cls(frozenset(known), words_of(folder))

    def mask(self, text: str) -> Masked:
        """`text` with each piece of private data as a word like [cpr].

        Masking what is masked changes nothing. Takes time in proportion to the length of `text`.
        """
        found: set[str] = set()
        while True:
            once = self._once(text, found)
            if once == text:
                return Masked(text, frozenset(found))
            text = once  # what is left may look different without its neighbour

    def _once(self, text: str, found: set[str]) -> str:
        flat = plain(text)
        spans = merged(
            (
                *self._numbers.find(flat.text),
                *self._named.find(flat.text),
                *self._births.find(flat.text),
                *self._halves.find(flat.text),
                *self._profiles.find(flat.text),
                *self._spoken.find(flat.text),
                *self._addresses.find(flat.text),
            )
        )
        pieces: list[str] = []
        place = 0
        for span in spans:
            start, end = flat.original(span.start, span.end)
            pieces += (text[place:start], f"[{span.label}]")
            place = max(place, end)
            found.add(span.label)
        pieces.append(text[place:])
        return "".join(pieces)


def _is_number(text: str) -> bool:
    return not any(char.isalpha() for char in text)
