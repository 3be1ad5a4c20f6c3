"""Sentences with slots, such as "… senest den {date}": matched against real sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SLOT = re.compile(r"\{([a-z]+)(\d?)\}")
_DIGITS = r"\d+(?:[.,:/–-]\d+)*"
_FREE = r"[^\n.!?:;…؟؛።፧]{1,60}?"
# What may stand in a slot, by the slot's name; a name that is not here takes a few words.
_VALUES = {
    "date": rf"{_DIGITS}(?:\.? [^\W\d_]{{3,10}}(?: \d{{4}})?)?",
    "time": r"\d{1,2}(?:[.:]\d{2})?",
    "number": _DIGITS,
    "days": _DIGITS,
    "amount": _DIGITS + r"(?:,-)?(?: (?:[^\W\d_]{2,5}\.?))?",
    "phone": r"\+?\d(?:[ -]?\d){2,14}",
    "link": r"[^\s]{4,200}[^\s.,;:!?،؛؟።፣፧]",
}
_FREE_WORDS = 5


@dataclass(frozen=True)
class SlotPattern:
    """A sentence with slots, as an expression; `free` are the slots that take words."""

    expression: re.Pattern[str]
    free: frozenset[str]

    @classmethod
    def of(cls, text: str) -> SlotPattern | None:
        """The pattern of a sentence; None where it has no slot, or one of them twice."""
        names = ["".join(found) for found in _SLOT.findall(text)]
        if not names or len(set(names)) < len(names):
            return None
        parts, place = [], 0
        free = set()
        bare = text.strip().rstrip(".!?።፧؟ ")
        for match in _SLOT.finditer(bare):
            name = match.group(1) + match.group(2)
            value = _VALUES.get(match.group(1))
            if value is None:
                free.add(name)
            parts.append(_literal(bare[place : match.start()]))
            parts.append(f"(?P<{name}>{value or _FREE})")
            place = match.end()
        parts.append(_literal(bare[place:]))
        expression = re.compile(r"\s*" + "".join(parts) + r"[\s.!?።፧؟]*", re.IGNORECASE)
        return cls(expression, frozenset(free))

    def match(self, text: str, kept: Sequence[tuple[int, int]] = ()) -> Mapping[str, str] | None:
        """What stands in the slots of `text`; None where it is another sentence.

        `kept` are the spans of `text` that are the same in every language. A slot for words takes
        nothing else: other words would stay in their language, in the middle of a translation.
        """
        match = self.expression.fullmatch(text)
        if match is None or not all(_is_kept(text, match.span(name), kept) for name in self.free):
            return None
        return {name: value.strip() for name, value in match.groupdict().items()}


def _is_kept(text: str, span: tuple[int, int], kept: Sequence[tuple[int, int]]) -> bool:
    """Whether a few words are kept, all of them."""
    start, end = span
    left = [
        char
        for place, char in enumerate(text[start:end], start)
        if char.isalnum() and not any(first <= place < last for first, last in kept)
    ]
    return not left and 1 <= len(text[start:end].split()) <= _FREE_WORDS


def _literal(text: str) -> str:
    return r"\s+".join(re.escape(part) for part in re.split(r"\s+", text))
