"""Bars, as numbers for an SVG picture. A table with the same numbers stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LABELS, LENGTH, STEP, THICK = 225, 270, 30, 20  # units of the picture's own grid
END = 60  # room for the number behind a bar


@dataclass(frozen=True)
class Bar:
    """One bar: `value` is None where the number is hidden, and the bar has no length then."""

    label: str
    value: int | None
    top: int
    length: int


@dataclass(frozen=True)
class Chart:
    """Bars from the top to the bottom of a picture."""

    bars: tuple[Bar, ...]
    width: int = LABELS + LENGTH + END
    left: int = LABELS
    thick: int = THICK

    @property
    def height(self) -> int:
        """The height of the picture."""
        return STEP * len(self.bars)


def chart(rows: Mapping[str, int | None], highest: int | None = None) -> Chart:
    """The bars of named numbers; the longest is that of the largest number, or of `highest`."""
    top = highest or max((n for n in rows.values() if n is not None), default=0) or 1
    return Chart(
        tuple(
            Bar(label, n, STEP * i, round(LENGTH * (n or 0) / top))
            for i, (label, n) in enumerate(rows.items())
        )
    )
