"""Private data that is found by a name or a sign beside it: e-mail, IBAN, MitID, documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy import shapes
from bot.privacy.spans import ACCOUNT, DOCUMENT, EMAIL, IBAN, MITID, PHONE, Span
from bot.privacy.words import Words, any_of

SPELLED_AT = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} ?[(\[] ?(?:at|a|snabel-?a) ?[)\]] ?[\w-]{1,63}"
    r"(?:\.[\w-]{2,63}){1,4}",
    re.I,
)
# "x at y.com", "x snabel-a y punktum dk": with an ending that an address has.
SPOKEN_AT = re.compile(
    r"(?<![\w.+-])[\w.+-]{2,64} {1,2}(?:at|snabel-? ?a) {1,2}[\w-]{2,63}"
    r"(?: ?\. ?| (?:dot|punktum) )(?:com|dk|net|org|se|no|de|eu|me|live|co)(?![\w-])",
    re.I,
)
NOT_LOCAL = frozenset(' @<>()[],;:"')
LOCAL_LENGTH, IBAN_LENGTH = 64, 34
DOMAIN = re.compile(
    r" {0,2}[^\W_][\w-]{0,62}(?:(?:\.[^\W_][\w-]{1,62}){1,4}| ?\. ?[^\W\d_]{2,10}(?!\w))?"
)
# Two letters, two check digits, then groups that hold a digit or are four capitals.
IBAN_START = re.compile(r"(?<![^\W_])(?:[A-Za-z]{2}|[A-Z]{2} )\d{2}(?=[ -]?[A-Za-z0-9])")
IBAN_GROUP = re.compile(
    r"[ -]?(?:(?=[A-Za-z]{0,4}\d)[A-Za-z0-9]{1,30}|[A-Z]{4}(?![A-Za-z]))(?![^\W_])"
)
IBAN_REST = re.compile(r"[A-Za-z0-9]*\d[A-Za-z0-9]*")
DOCUMENT_NUMBER = re.compile(r"(?<![^\W_])(?:[A-Za-z]{1,3}\d{6,9}|[A-Z]{1,3}[ -]\d{6,9})(?![^\W_])")
NUMBER = r"[A-Za-z]{0,3}[ -]?(\d(?:[ ./-]{0,3}\d){3,23})(?!\d)"
VALUE = r"([^\s\[\],;:!?()\"]{3,64})"
NEAR = r"[^\d@\[\]]{0,24}?"


@dataclass(frozen=True)
class NamedFinder:
    """Finds what is named. Patterns are made once, from the words of data/masking.yml."""

    public: frozenset[str]
    user: re.Pattern[str]
    secret: re.Pattern[str]
    numbers: tuple[tuple[re.Pattern[str], str, int], ...]
    currency_behind: re.Pattern[str]

    @classmethod
    def of(
        cls, words: Words, public: frozenset[str], currency_behind: re.Pattern[str]
    ) -> NamedFinder:
        """The finder for these words; `public` are digits and e-mail addresses to leave alone."""
        named = (
            (words.register, ACCOUNT, 4),
            (words.account, ACCOUNT, 5),
            (words.document, DOCUMENT, 5),
            (words.phone, PHONE, 6),
            (words.secrets, MITID, 4),
        )
        is_ = any_of(words.connectors)
        user = any_of(words.user_id)
        return cls(
            public=public,
            # "MitID: x", "MitID bruger-id er x"; with "er" alone the value must look like an id.
            user=re.compile(
                rf"(?<![^\W_]){any_of(words.mitid)}[ -]{{0,2}}"
                rf"(?:(?P<named>{user}) {{0,2}}(?:{is_}|(?=\S*[\d_])|(?=[^\s?]+[.!]?\Z))"
                rf"|(?P<is>{is_}))"
                rf" {{0,3}}{VALUE}",
                re.IGNORECASE,
            ),
            # "brugernavn: x", "min adgangskode er x1"
            secret=re.compile(
                rf"(?<![^\W_]){any_of((*words.user_id, *words.secrets))} {{0,2}}"
                rf"(?:(?P<sign>[:=])|{is_}(?= )) {{0,3}}{VALUE}",
                re.IGNORECASE,
            ),
            numbers=tuple((_named(any_of(w)), label, fewest) for w, label, fewest in named),
            currency_behind=currency_behind,
        )

    def find(self, text: str) -> Iterator[Span]:
        """What is private by name in a plain text, in any order."""
        yield from self._emails(text)
        yield from self._users(text)
        if any(digit in text for digit in "0123456789"):
            yield from self._ibans(text)
            yield from self._documents(text)
            yield from self._named_numbers(text)

    def _emails(self, text: str) -> Iterator[Span]:
        place = text.find("@")
        while place >= 0:
            start = _local(text, place)
            after = DOMAIN.match(text, place + 1)
            # "er @name" is a name in another network: bot/privacy/profiles.py
            apart = text[place - 1 : place] == " " and "." not in (after.group() if after else "")
            if start < place and after and not (apart and after.group()[:1] != " "):
                found = text[start : after.end()].replace(" ", "").casefold()
                if found not in self.public:
                    yield Span(start, after.end(), EMAIL)
                place = after.end() - 1
            place = text.find("@", place + 1)
        for pattern in (SPELLED_AT, SPOKEN_AT):
            for match in pattern.finditer(text):
                yield Span(match.start(), match.end(), EMAIL)

    def _ibans(self, text: str) -> Iterator[Span]:
        end = 0
        while match := IBAN_START.search(text, end):
            rest = IBAN_REST.match(text, match.end())
            end = rest.end() if rest else match.end()
            found = _alphanumeric(text, match.start(), end)
            while len(found) < IBAN_LENGTH and (group := IBAN_GROUP.match(text, end)):
                end = group.end()
                found = _alphanumeric(text, match.start(), end)
            if len(found) >= 15 and sum(char.isdigit() for char in found) >= 10:
                yield Span(match.start(), end, IBAN)

    def _users(self, text: str) -> Iterator[Span]:
        for match in self.user.finditer(text):
            token = match.group(3).rstrip(".")
            last = match.group("is") in (":", "=") and not text[match.end() :].strip(" .!")
            sure = bool(match.group("named")) or last
            if token and (sure or any(char.isdigit() or char in "_@" for char in token)):
                yield Span(match.start(3), match.start(3) + len(token), MITID)
        for match in self.secret.finditer(text):
            token = match.group(2).rstrip(".")
            odd = any(char.isdigit() or char in "_@#$%&*+" for char in token)
            if token and (match.group("sign") or odd):
                yield Span(match.start(2), match.start(2) + len(token), MITID)

    def _documents(self, text: str) -> Iterator[Span]:
        for match in DOCUMENT_NUMBER.finditer(text):
            if not self._is_amount(text, match.start(), match.end()):
                yield Span(match.start(), match.end(), DOCUMENT)

    def _named_numbers(self, text: str) -> Iterator[Span]:
        for pattern, label, fewest in self.numbers:
            for match in pattern.finditer(text):
                digits = "".join(char for char in match.group(1) if char.isdigit())
                harmless = digits in self.public or (
                    len(digits) == 4 and shapes.FIRST_YEAR <= int(digits) <= shapes.LAST_YEAR
                )
                harmless = harmless or bool(self.currency_behind.match(text, match.end()))
                if len(digits) >= fewest and not harmless:
                    yield Span(match.start(1), match.end(1), label)

    def _is_amount(self, text: str, start: int, end: int) -> bool:
        letters = re.match(r"[A-Za-z]*", text[start:end])
        currency = bool(letters and self.currency_behind.match(letters.group()))
        return currency or bool(self.currency_behind.match(text[end : end + 16]))


def _local(text: str, place: int) -> int:
    """Where the part of an e-mail address before the @ at `place` starts; `place` for none."""
    before = text[max(0, place - LOCAL_LENGTH - 2) : place]
    kept = before.rstrip(" ") if before.endswith(" ") else before
    length = 0
    for char in reversed(kept):
        if char in NOT_LOCAL:
            break
        length += 1
    return place - (len(before) - len(kept)) - length if length else place


def _alphanumeric(text: str, start: int, end: int) -> list[str]:
    return [char for char in text[start:end] if char.isalnum()]


def _named(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){name}(?![^\W\d_]){NEAR}{NUMBER}", re.IGNORECASE)
