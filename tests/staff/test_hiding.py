"""Nothing that is hidden can be worked out: every small table is tried."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest

from bot.staff.statistics.hiding import SMALLEST, alone, protected, rate


@pytest.mark.parametrize(("cells", "most"), [(1, 30), (2, 25), (3, 14), (4, 9), (5, 6)])
def test_a_hidden_number_stays_unknown_to_who_knows_the_rules(cells: int, most: int) -> None:
    possible: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for numbers in product(range(most + 1), repeat=cells):
        table = protected({str(i): n for i, n in enumerate(numbers)})
        total = alone(sum(numbers))
        possible[(*table.values(), total)].append(numbers)
    for shown, tables in possible.items():
        for i, value in enumerate(shown[:-1]):
            assert value is None or value == 0 or value >= SMALLEST  # type: ignore[operator]
            found = {numbers[i] for numbers in tables}
            if value is None and min(found) < SMALLEST and max(sum(t) for t in tables) <= most:
                assert len(found) > 1, (shown, tables)


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"a": 20, "b": 30}, {"a": 20, "b": 30}),
        ({"a": 20, "b": 30, "c": 0}, {"a": 20, "b": 30, "c": 0}),
        ({"a": 3, "b": 30, "c": 9}, {"a": None, "b": 30, "c": None}),
        ({"a": 1, "b": 1, "c": 9, "d": 20}, {"a": None, "b": None, "c": None, "d": 20}),
        ({"a": 3, "b": 4, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 4, "b": 0}, {"a": None, "b": None}),
    ],
)
def test_the_smallest_others_are_hidden_too(
    cells: dict[str, int], shown: dict[str, int | None]
) -> None:
    assert protected(cells) == shown


def test_a_rate_is_rounded_and_needs_ten() -> None:
    assert rate(8, 1) is None
    assert rate(9, 1) == 90
    assert rate(83, 17) == 80
    assert rate(0, 0) is None
