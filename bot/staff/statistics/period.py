"""Four weeks, counted from the first ISO week of the year. The last period has the rest.

Periods are fixed, do not overlap and are shown when they are over: whoever looks every day must
not see what the person asked who was here this morning.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

WEEKS, PERIODS = 4, 13


@dataclass(frozen=True, order=True)
class Period:
    """The period `number`, from 1 to 13, of an ISO year."""

    year: int
    number: int

    @property
    def id(self) -> str:
        """Its name in an address."""
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def weeks(self) -> tuple[str, ...]:
        """Its ISO weeks, such as "2026-W07"."""
        first = (self.number - 1) * WEEKS + 1
        last = first + WEEKS - 1
        if self.number == PERIODS:
            last = datetime.date(self.year, 12, 28).isocalendar().week
        return tuple(f"{self.year:04d}-W{week:02d}" for week in range(first, last + 1))

    @property
    def end(self) -> datetime.date:
        """The first day after it."""
        week = int(self.weeks[-1][-2:])
        return datetime.date.fromisocalendar(self.year, week, 7) + datetime.timedelta(days=1)


def period_of(week: str) -> Period:
    """The period of an ISO week."""
    return Period(int(week[:4]), min((int(week[-2:]) - 1) // WEEKS + 1, PERIODS))


def finished(weeks: Iterable[str], today: datetime.date) -> tuple[Period, ...]:
    """The periods of these weeks that are over, the newest first."""
    found = {period_of(week) for week in weeks}
    return tuple(sorted((p for p in found if p.end <= today), reverse=True))


def running(today: datetime.date) -> Period:
    """The period that is not over yet."""
    day = today.isocalendar()
    return period_of(f"{day.year:04d}-W{day.week:02d}")
