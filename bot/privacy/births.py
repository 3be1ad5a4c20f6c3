"""CPR numbers that are not one row of digits: told in halves, with letters, with a month's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy import shapes
from bot.privacy.spans import CPR, Span
from bot.privacy.words import Words, any_of

LETTERED = re.compile(r"(?<!\d)(\d{6}) ?- ?(?=[A-Z\d]{0,3}[A-Z])[A-Z\d]{4}(?![^\W_])")
# Letters for digits that look so: "31O299-OOOO", "3lO299-0000".
WITH_O = re.compile(r"(?<![^\W_])[\dOoIl]{6}[ .-]{0,3}[\dOoIl]{4}(?![^\W_])")
ALIKE = str.maketrans("OoIl", "0011")
FEWEST = 3  # real digits in such a number
HALF = re.compile(r"(?<!\d)\d{6}(?!\d)")
LAST = re.compile(r"[^\d]{0,40}(?<!\d)(\d{4})(?!\d)")
NEAR = 12  # characters between two halves that nothing names


@dataclass(frozen=True)
class BirthFinder:
    """Finds them. `public` are digits that everybody may see."""

    public: frozenset[str]
    cpr: re.Pattern[str]
    last_four: re.Pattern[str]
    dated: re.Pattern[str]
    currency_behind: re.Pattern[str]
    currency_before: re.Pattern[str]

    @classmethod
    def of(
        cls, words: Words, public: frozenset[str], behind: re.Pattern[str], before: re.Pattern[str]
    ) -> BirthFinder:
        """The finder for these words; `behind` and `before` match the currency of an amount."""
        last = any_of(words.last_four)
        return cls(
            public=public,
            currency_behind=behind,
            currency_before=before,
            cpr=re.compile(rf"(?<![^\W_]){any_of(words.cpr)}(?![^\W\d_])", re.IGNORECASE),
            last_four=re.compile(rf"(?<![^\W_]){last}(?![^\W_])", re.IGNORECASE),
            dated=re.compile(
                rf"(?<!\d)\d{{1,2}}(?:\.|st|nd|rd|th)? ?{any_of(words.months)}\.?[ ,-]{{0,3}}"
                rf"(?:\d{{4}}|\d{{2}})(?:[^\w]{{1,6}}|\D{{0,16}}{last}\D{{0,8}})\d{{4}}(?!\d)",
                re.IGNORECASE,
            ),
        )

    def find(self, text: str) -> Iterator[Span]:
        """The CPR numbers of these kinds in a plain text."""
        for match in LETTERED.finditer(text):
            if shapes.is_birth(match.group(1)):
                yield Span(match.start(), match.end(), CPR)
        for match in WITH_O.finditer(text):
            written = match.group()
            digits = "".join(c for c in written.translate(ALIKE) if c.isdigit())
            real = sum(c.isdigit() for c in written)
            if FEWEST <= real < len(digits) and shapes.is_birth(digits[:6]):
                yield Span(match.start(), match.end(), CPR)
        for match in self.dated.finditer(text):
            yield Span(match.start(), match.end(), CPR)
        yield from self._halves(text)

    def _halves(self, text: str) -> Iterator[Span]:
        named = bool(self.cpr.search(text))
        for match in HALF.finditer(text):
            if not shapes.is_birth(match.group()) or match.group() in self.public:
                continue
            if self._is_amount(text, match.start(), match.end()):
                continue
            last = LAST.match(text, match.end())
            if last is not None and (last.group(1) in self.public):
                last = None
            # The first half is masked alone too: the other may be in the next message.
            yield Span(match.start(), match.end(), CPR)
            if last is not None and (named or self._belong(text, match.end(), last)):
                yield Span(last.start(1), last.end(1), CPR)

    def _is_amount(self, text: str, start: int, end: int) -> bool:
        return bool(
            self.currency_behind.match(text[end : end + 16])
            or self.currency_before.search(text[max(0, start - 12) : start])
        )

    def _belong(self, text: str, end: int, last: re.Match[str]) -> bool:
        """Whether four digits behind a date are its other half: named so, or right behind it."""
        between = text[end : last.start(1)]
        year = shapes.FIRST_YEAR <= int(last.group(1)) <= shapes.LAST_YEAR
        return bool(self.last_four.search(between)) or (len(between) <= NEAR and not year)
