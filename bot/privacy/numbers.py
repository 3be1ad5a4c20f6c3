"""Which digits of a plain text are private: CPR, telephone, account and document numbers.

Groups of digits with only separators between them form a run. Each run is divided so that the
whole costs least: a part that is surely something harmless (a public number, a date, a time, an
amount) is cheap to keep, a part that may be private is cheap to mask, and digits that would be
left over beside a mask are dear. Eight digits or more that are nothing harmless are masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.privacy import shapes
from bot.privacy.shapes import Group, Part
from bot.privacy.spans import Span

DIGITS = re.compile(r"\d+")
BLANKS = re.compile(" {2,}")
TIGHT = frozenset(" -./\\_():*|~'’`·•፡።")
USUAL_GAPS = frozenset({" ", "-", ".", "/", " - "})
TIGHT_MARKS, TIGHT_LENGTH, LOOSE_LENGTH = 3, 24, 12
MOST_DIVIDED = 300  # groups of digits in one text; a real message has a few dozen at most


@dataclass(frozen=True)
class NumberFinder:
    """Finds private numbers. `public` are the digits of numbers that everybody may see."""

    public: frozenset[str]
    # Matches right behind an amount, and right before one.
    currency_behind: re.Pattern[str]
    currency_before: re.Pattern[str]

    def find(self, text: str) -> Iterator[Span]:
        """The private numbers in a plain text, from left to right."""
        budget = MOST_DIVIDED
        for run in _runs(text):
            if sum(len(group.digits) for group in run) < shapes.FEWEST_OF_ALL:
                continue
            budget -= len(run)
            if budget < 0:
                # A wall of digits: not worth the time to look for something harmless in it.
                yield Span(run[0].start, run[-1].end, shapes.UNCLEAR)
            else:
                yield from self._divide(text, run)

    def _divide(self, text: str, run: Sequence[Group]) -> Iterator[Span]:
        """The masked parts of the cheapest division of one run."""
        best = [0.0] * (len(run) + 1)
        choice: list[tuple[int, str]] = [(1, "")] * len(run)
        for i in range(len(run) - 1, -1, -1):
            best[i], choice[i] = shapes.left_over(run[i]) + best[i + 1], (1, "")
            for part in self._parts(text, run, i):
                cost = part.cost + best[i + part.size]
                if cost < best[i]:
                    best[i], choice[i] = cost, (part.size, part.label)
        i = 0
        while i < len(run):
            size, label = choice[i]
            if label:
                start = run[i].start - run[i].sign
                yield Span(start, run[i + size - 1].end, label)
            i += size

    def _parts(self, text: str, run: Sequence[Group], i: int) -> Iterator[Part]:
        """What may start at group `i`."""
        if run[i].word:
            return
        yield from shapes.harmless(run, i)
        joined = ""
        for j in range(i, min(len(run), i + shapes.MOST_GROUPS)):
            group = run[j]
            if j > i and (group.word or not shapes.joins(run, i, j, len(joined))):
                return
            joined += group.digits
            size = j - i + 1
            if self._is_public(joined, run[i]):
                yield Part(size, "", 0.0)
            elif shapes.may_be_amount(run, i, j, joined) and self._is_amount(text, run, i, j):
                yield Part(size, "", 0.1)
            elif len(joined) >= shapes.FEWEST_OF_ALL:
                private = shapes.private(run, i, j, joined)
                if private is not None:
                    yield private
            if len(joined) > shapes.MOST_DIGITS:
                return

    def _is_public(self, joined: str, first: Group) -> bool:
        if joined in self.public:
            return True
        for prefix in ("0045", "45") if first.sign else ("0045",):
            if joined.startswith(prefix) and joined[len(prefix) :] in self.public:
                return True
        return False

    def _is_amount(self, text: str, run: Sequence[Group], i: int, j: int) -> bool:
        before = text[max(0, run[i].start - 12) : run[i].start]
        behind = text[run[j].end : run[j].end + 16]
        return bool(self.currency_behind.match(behind) or self.currency_before.search(before))


def _runs(text: str) -> Iterator[list[Group]]:
    """Groups of digits with nothing but separators between them, run by run."""
    run: list[Group] = []
    for match in DIGITS.finditer(text):
        start, end = match.span()
        gap, tight = "", False
        if run:
            gap = text[run[-1].end : start]
            tight, loose = _gap(gap)
            if not (tight or loose):
                yield run
                run, gap = [], ""
        run.append(_group(text, start, end, gap, tight))
    if run:
        yield run


def _group(text: str, start: int, end: int, gap: str, tight: bool) -> Group:
    word = end - start == 1 and (_latin(text[start - 1 : start]) or _latin(text[end : end + 1]))
    return Group(start, end, text[start:end], gap, tight, _plus(text, start), word)


def _latin(char: str) -> bool:
    return char.isalpha() and char.isascii()


def _plus(text: str, start: int) -> int:
    """How many characters before `start` belong to a plus sign of an international number."""
    if start and text[start - 1] == "+":
        return 1
    return 2 if start > 1 and text[start - 2 : start] in ("+ ", "+(", "(+") else 0


def _gap(gap: str) -> tuple[bool, bool]:
    """(tight, loose): whether digits on both sides may be one number, or one CPR number."""
    if gap in USUAL_GAPS:
        return True, False
    gap = BLANKS.sub(" ", gap)
    marks = gap.replace(" ", "")
    if len(marks) <= TIGHT_MARKS and len(gap) <= TIGHT_LENGTH and TIGHT.issuperset(marks):
        return True, False
    loose = len(gap) <= LOOSE_LENGTH and not any(char.isalnum() for char in gap)
    return False, loose
