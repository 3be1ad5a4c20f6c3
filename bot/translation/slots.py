"""Sentences with slots, such as "… senest den {date}": matched against real sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
        expression = re.compile("".join(parts) + r"[\s.!?።፧؟]*", re.IGNORECASE)
        return cls(expression, frozenset(free))

    def match(self, text: str) -> Mapping[str, str] | None:
        """What stands in the slots of `text`; None where it is another sentence."""
        match = self.expression.fullmatch(text.strip())
        if match is None:
            return None
        values = {name: value.strip() for name, value in match.groupdict().items()}
        if all(_is_name(values[name]) for name in self.free):
            return values
        return None


def _is_name(value: str) -> bool:
    """Whether words may be a name: few, and in writing that has capitals each beginning or
    ending of it with one, or with a digit. Other words would stay untranslated.
    """
    words = value.split()
    if not 1 <= len(words) <= _FREE_WORDS:
        return False
    first = words[0][0]
    has_case = first.lower() != first.upper()
    return first.isdigit() or first == "[" or not has_case or first.isupper()


def _literal(text: str) -> str:
    return r"\s+".join(re.escape(part) for part in re.split(r"\s+", text))
