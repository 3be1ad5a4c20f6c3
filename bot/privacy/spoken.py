"""Numbers that are told in words: "tre en nul to …" is a CPR number as much as its digits are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.privacy.spans import CPR, PHONE, Span
from bot.privacy.words import Words

TOKEN = re.compile(r"[^\W\d_]+|\d{1,4}")
GAP = re.compile(r"[\s,.;:/-]{1,4}")
FEWEST_DIGITS, CPR_DIGITS = 8, 10


@dataclass(frozen=True)
class Told:
    """One word or group of digits: its place, its digits, and whether it is a word."""

    start: int
    end: int
    digits: str
    word: bool


@dataclass(frozen=True)
class SpokenFinder:
    """Finds runs of number words, digits among them, that are as long as a private number."""

    digits: Mapping[str, str]

    @classmethod
    def of(cls, words: Words) -> SpokenFinder:
        """The finder for the number words of data/masking.yml.

        There a line is "0 nul صفر": the digits, then the words for them. Ones before tens with
        a joining word ("treogtyve") are made here.
        """
        known: dict[str, str] = {}
        for line in words.number_words:
            value, *names = line.split()
            known |= dict.fromkeys(names, value)
        for join in words.number_joins:
            tens = [(w, v) for w, v in known.items() if len(v) == 2 and v.endswith("0")]
            ones = [(w, v) for w, v in known.items() if len(v) == 1 and v != "0"]
            known |= {f"{o}{join}{t}": tv[0] + ov for t, tv in tens for o, ov in ones}
        return cls(known)

    def find(self, text: str) -> Iterator[Span]:
        """The private numbers in a plain text that are told in words."""
        run: list[Told] = []
        for match in TOKEN.finditer(text):
            told = self._told(match)
            if run and (told is None or not GAP.fullmatch(text, run[-1].end, match.start())):
                yield from _private(run)
                run = []
            if told is not None:
                run.append(told)
        yield from _private(run)

    def _told(self, match: re.Match[str]) -> Told | None:
        word = match.group()
        digits = word if word.isdigit() else self.digits.get(word.casefold())
        if digits is None:
            return None
        return Told(match.start(), match.end(), digits, not word.isdigit())


def _private(run: Sequence[Told]) -> Iterator[Span]:
    count = sum(len(told.digits) for told in run)
    words = sum(told.word for told in run)
    one_by_one = all(len(told.digits) == 1 for told in run)  # "3, 1, 0, 2 …"
    told = words * 2 >= len(run) or one_by_one  # not "70 15 03 00 to gange"
    if count < FEWEST_DIGITS or not told or _counts_up(run):
        return
    yield Span(run[0].start, run[-1].end, CPR if count >= CPR_DIGITS else PHONE)


def _counts_up(run: Sequence[Told]) -> bool:
    """One, two, three …: somebody counts, or names the classes of a school."""
    values = [int(told.digits) for told in run]
    return all(after == before + 1 for before, after in pairwise(values))
