"""Numbers that are told in words: "tre en nul to …" is a CPR number as much as its digits are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.privacy.spans import CPR, PHONE, Span
from bot.privacy.words import Words

# A romanised word may hold digits ("wa7ad").
TOKEN = re.compile(r"[^\W\d_]+(?:\d[^\W\d_]+)*|\d{1,4}")
GAP = re.compile(r"[\W_]{1,4}")
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
    # Words that may stand between two numbers: "og", "bindestreg", the name of a month.
    fillers: frozenset[str]

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
        before, behind = words.number_prefixes, words.number_suffixes
        joined = {f"{sign}{word}": value for sign in before for word, value in known.items()}
        joined |= {f"{word}{sign}": value for sign in behind for word, value in known.items()}
        return cls(joined | known, frozenset((*words.number_fillers, *words.months)))

    def find(self, text: str) -> Iterator[Span]:
        """The private numbers in a plain text that are told in words."""
        run: list[Told] = []
        end = 0  # of the last word that belongs to the run
        for match in TOKEN.finditer(text):
            told = self._told(match)
            near = bool(GAP.fullmatch(text, end, match.start()))
            if run and near and told is None and match.group().casefold() in self.fillers:
                end = match.end()
                continue
            if run and (told is None or not near):
                yield from _private(run)
                run = []
            if told is not None:
                run.append(told)
                end = match.end()
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
