"""A rule as it is written in a lexicon, and as a value.

`person > hits! > me|us -no --joke /6` reads: a person, then a hit, then me or us (`>`: in
this order; without it in any order), within 6 words; not when "no" stands right before the
word marked `!` (`-no-`: or after it, one word may be between); not when "joke" stands near in
the same sentence. `^` and `$` are a sentence's ends. `/only` asks that the sentence has no
other words than those of the concepts.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import ContentError

START, END = "^", "$"
WINDOW = 8


@dataclass(frozen=True)
class Rule:
    """Concepts that together mean a crisis; `elements` are alternatives, one of each is needed."""

    crisis: str
    text: str
    elements: tuple[tuple[str, ...], ...]
    ordered: bool
    window: int
    key: int
    denied_before: tuple[str, ...]
    denied_around: tuple[str, ...]
    unless: tuple[str, ...]
    only: bool = False

    def concepts(self) -> set[str]:
        """The names of all concepts in the rule, the sentence ends left out."""
        named = {name for element in self.elements for name in element}
        return (named | set(self.denied_before + self.denied_around) | set(self.unless)) - {
            START,
            END,
        }


def read_rule(text: str, crisis: str, file: str) -> Rule:
    """The rule that `text` writes. Raises ContentError when it is not written as above."""
    elements: list[tuple[str, ...]] = []
    before: list[str] = []
    around: list[str] = []
    unless: list[str] = []
    window, key, only = WINDOW, -1, False
    for part in text.replace(">", " ").split():
        if part.startswith("--"):
            unless.append(part[2:])
        elif part.startswith("-"):
            (around if part.endswith("-") else before).append(part.strip("-"))
        elif part == "/only":
            only = True
        elif part.startswith("/") and part[1:].isdigit():
            window = int(part[1:])
        else:
            if part.endswith("!"):
                key, part = len(elements), part[:-1]
            elements.append(tuple(part.split("|")))
    if not elements or not all(map(all, elements)) or not all(before + around + unless):
        raise ContentError(f"Crisis lexicon {file}: the rule {text!r} cannot be read.")
    return Rule(
        crisis,
        text,
        tuple(elements),
        ">" in text,
        window,
        key if key >= 0 else len(elements) - 1,
        tuple(before),
        tuple(around),
        tuple(unless),
        only,
    )
