"""Street addresses: a street name, a house number, and what may follow them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.privacy.spans import ADDRESS, Span
from bot.privacy.words import Words, any_of

# Everything starts at a house number, so that the time taken stays in proportion to the text.
HOUSE = re.compile(
    r"(?<=[^\W\d_][ .])(?<![\d.] ) ?(\d{1,3})"  # right behind a word
    r"(?: ?[A-Za-z](?![^\W_]))?(?: ?- ?\d{1,3}(?!\d))?(?![\w/])"  # 12B, 5-7
)
# One word and the blanks behind it, in a text that is read backwards from a number.
LAST_WORD = re.compile(r" {1,3}((?:[^\W\d_]|['’.-]){0,40}[^\W\d_])")
NUMBER_WORDS = frozenset({"nr", "nr.", "no", "no.", "nummer"})
PARTICLES = frozenset({"af", "de", "den", "der", "i", "på"})
CITY = r"[, ]{1,4}(?:DK-?)?(?:[1-9]\d{3}) {1,2}([^\W\d_][\w'’-]{1,24})(?: (?:[NS]?[VØ]|[NSKC])\b)?"
YEARS = range(1990, 2051)
LOOK_BACK, MOST_NAMES = 64, 3


@dataclass(frozen=True)
class AddressFinder:
    """Finds street addresses. `public` are those of offices, as "street number" in lower case."""

    words: Words
    tail: re.Pattern[str]
    behind: re.Pattern[str]
    city: re.Pattern[str]
    named: re.Pattern[str]
    joined: re.Pattern[str]
    public: frozenset[str] = frozenset()

    @classmethod
    def of(cls, words: Words, public: Iterable[str]) -> AddressFinder:
        """The finder for these words that leaves the addresses in `public` alone."""
        floor = any_of(words.floors)
        finder = cls(
            words=words,
            # ", 2. th", " st tv", ", lejl. 12"
            tail=re.compile(
                rf"(?:[, ]{{1,3}}(?:\d{{1,2}}\.? {{0,2}}{floor}|{floor}\.? ?\d{{0,3}}|\d{{1,2}}\.)"
                rf"(?![^\W_])\.?){{1,4}}",
                re.IGNORECASE,
            ),
            behind=re.compile(r" {0,3}(?:[.,;:!?)]|\Z|[^\W\d_]*[A-ZÆØÅ])"),
            city=re.compile(CITY),
            # "Testvej5": only long words, so that it is surely not a word with a digit in it.
            joined=re.compile(
                rf"(?<=[^\W\d_]{{2}}){any_of(words.street_endings_joined)}\d{{1,3}}[A-Za-z]?(?![^\W_])",
                re.IGNORECASE,
            ),
            named=re.compile(
                rf"(?<![^\W_]){any_of(words.street_words)} (?:[^\W\d_]+ ){{1,4}}\d{{1,3}}(?!\d)",
                re.IGNORECASE,
            ),
        )
        cores = frozenset(core for text in public for core in finder._cores(text))
        return replace(finder, public=cores)

    def find(self, text: str) -> Iterator[Span]:
        """The street addresses in a plain text that are not public."""
        for house in HOUSE.finditer(text):
            found = self._at(text, house)
            if found and self._core(text, found[0], house) not in self.public:
                yield Span(*found, ADDRESS)
        for match in self.joined.finditer(text):
            start = match.start()
            while start > 0 and text[start - 1].isalpha() and match.start() - start < LOOK_BACK:
                start -= 1
            yield Span(start, match.end(), ADDRESS)
        for match in self.named.finditer(text):
            yield Span(match.start(), match.end(), ADDRESS)

    def _cores(self, text: str) -> Iterator[str]:
        for house in HOUSE.finditer(text):
            found = self._at(text, house)
            if found:
                yield self._core(text, found[0], house)

    @staticmethod
    def _core(text: str, start: int, house: re.Match[str]) -> str:
        return " ".join(text[start : house.end(1)].casefold().split())

    def _at(self, text: str, house: re.Match[str]) -> tuple[int, int] | None:
        """The whole address around one house number, or None when it is no house number."""
        names = _words_before(text, house.start(1))
        if not names:
            return None
        tail = self.tail.match(text, house.end())
        end = tail.end() if tail else house.end()
        city = self.city.match(text, end)
        if not self._is_street(names, bool(tail), bool(self.behind.match(text, end)), city):
            return None
        start = names[0][0]
        for place, word in names[1:]:
            if not (word[0].isupper() or word in PARTICLES):
                break
            start = place
        return start, (city.end() if city else end)

    def _is_street(
        self, names: list[tuple[int, str]], floor: bool, ends: bool, city: re.Match[str] | None
    ) -> bool:
        """Whether the word before a number (names[0]) is a street, by its ending and place."""
        written = names[0][1]
        word = written.casefold().rstrip(".")
        capital = written[0].isupper()
        if word in self.words.not_before_number or word.endswith(self.words.not_streets):
            return False
        if word in self.words.street_endings or word in self.words.street_endings_weak:
            # "H.C. Andersens Vej 12": the name is in the word before.
            owner = names[1][1] if len(names) > 1 else ""
            named = owner[:1].isupper() or (owner.endswith("s") and len(owner) > 3)
            alone = capital and word in self.words.street_endings and (floor or ends or bool(city))
            return alone or (named and (capital or word in self.words.street_endings))
        if word.endswith(self.words.street_endings):
            return True
        if city and capital and not _is_year(city):
            return True
        return capital and word.endswith(self.words.street_endings_weak) and (floor or ends)


def _words_before(text: str, place: int) -> list[tuple[int, str]]:
    """Up to four words right before `place` with where they start, the nearest first."""
    found: list[tuple[int, str]] = []
    backwards = text[max(0, place - LOOK_BACK) : place][::-1]
    match = LAST_WORD.match(backwards)
    while match and len(found) <= MOST_NAMES:
        word = match.group(1)[::-1]
        if found or word.casefold() not in NUMBER_WORDS:
            found.append((place - match.end(), word))
        match = LAST_WORD.match(backwards, match.end())
    return found


def _is_year(city: re.Match[str]) -> bool:
    digits = re.search(r"\d{4}", city.group())
    return digits is not None and int(digits.group()) in YEARS
