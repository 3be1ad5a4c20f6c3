"""CPR numbers in two halves, where the first is a date with marks, or where the last is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy import shapes
from bot.privacy.spans import CPR, Span
from bot.privacy.words import Words, any_of

# "31.02.99", "31/2 1999", "31 02 99".
DATE = r"(?<![\d.,/-])(\d{1,2})[ ./-]{1,3}(\d{1,2})[ ./-]{1,3}(?:\d{4}|\d{2})"
BETWEEN = 40  # characters between two halves of which something says that they are halves
LETTERED = re.compile(rf"{DATE} ?- ?(?=[A-Z\d]{{0,3}}[A-Z])[A-Z\d]{{4}}(?![^\W_])")


@dataclass(frozen=True)
class HalvesFinder:
    """Finds them. Patterns are made once, from the words of data/masking.yml."""

    dated: re.Pattern[str]
    named: re.Pattern[str]
    last: re.Pattern[str]
    cpr: re.Pattern[str]

    @classmethod
    def of(cls, words: Words) -> HalvesFinder:
        """The finder for these words."""
        joined = rf"[^\w]{{0,3}}{any_of(words.halves_joined)}[^\w]{{1,4}}"
        last = any_of(words.last_four)
        return cls(
            dated=re.compile(rf"{DATE}(?:{joined}|[^\w]{{1,6}})(\d{{4}})(?!\d)", re.IGNORECASE),
            named=re.compile(rf"{DATE}(\D{{1,{BETWEEN}}})(\d{{4}})(?!\d)"),
            last=re.compile(
                rf"(?<![^\W_]){last}(?: [^\W\d_]{{2,6}})?"
                rf" {{0,2}}(?:{any_of(words.connectors)})? {{0,2}}(?<!\d)(\d{{4}})(?!\d)",
                re.IGNORECASE,
            ),
            cpr=re.compile(
                rf"(?<![^\W_])(?:{any_of(words.cpr)}|{last})(?![^\W\d_])", re.IGNORECASE
            ),
        )

    def find(self, text: str) -> Iterator[Span]:
        """The CPR numbers of these kinds in a plain text."""
        for match in LETTERED.finditer(text):
            if _is_birth(match):
                yield Span(match.start(), match.end(), CPR)
        for match in self.dated.finditer(text):
            if _is_birth(match) and not _is_year(match.group(3)):
                yield Span(match.start(), match.end(), CPR)
        if self.cpr.search(text):
            for match in self.named.finditer(text):
                if _is_birth(match):
                    yield Span(match.start(), match.start(3), CPR)
                    yield Span(match.start(4), match.end(4), CPR)
        # Named, the last four alone: the date may stand in another message.
        for match in self.last.finditer(text):
            yield Span(match.start(1), match.end(1), CPR)


def _is_birth(match: re.Match[str]) -> bool:
    return shapes.is_birth(f"{match.group(1):0>2}{match.group(2):0>2}00")


def _is_year(digits: str) -> bool:
    return shapes.FIRST_YEAR <= int(digits) <= shapes.LAST_YEAR
