"""Hide what is so small that it could be about one person, also where a sum would give it away.

A table is shown with its total. A number from 1 to 4 is hidden, and then a zero beside it.
Whoever knows the total and the other numbers could work it out, so that others are hidden with
it: the smallest ones, until at least two are hidden, add up to 5 or more, and can be different
numbers. A hidden number looks the same whatever the reason. Tables that are shown share nothing
with each other but their total; the test tries every small table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Optional

SMALLEST = 5
Shown = Mapping[str, Optional[int]]


def protected(cells: Mapping[str, int]) -> Shown:
    """The numbers that may be shown; None stands for one that may not."""
    if sum(cells.values()) < SMALLEST:
        return dict.fromkeys(cells)
    few = any(0 < n < SMALLEST for n in cells.values())
    hidden = {key for key, n in cells.items() if few and n < SMALLEST}
    while hidden and _tells([cells[key] for key in hidden]):
        others = [key for key in cells if key not in hidden]
        if not others:
            return dict.fromkeys(cells)
        least = min(cells[key] for key in others)
        hidden |= {key for key in others if cells[key] == least}  # which of two alike, would tell
    return {key: None if key in hidden else n for key, n in cells.items()}


def _tells(hidden: Sequence[int]) -> bool:
    """True when the sum of hidden numbers, which a reader knows, gives one of them away."""
    largest = min(hidden) == SMALLEST - 1 == max(hidden)  # no other numbers have that sum
    return len(hidden) < 2 or sum(hidden) < SMALLEST or largest


def alone(n: int) -> int | None:
    """A number that stands in no table; also a zero is hidden."""
    return n if n >= SMALLEST else None


def rate(good: int, bad: int) -> int | None:
    """The share of `good` in per cent, to the nearest ten; None where there are few."""
    both = good + bad
    return None if both < 2 * SMALLEST else round(good * 10 / both) * 10
