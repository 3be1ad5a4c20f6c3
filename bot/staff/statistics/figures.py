"""Reads what the bot counted, and tells only what may be told."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.privacy.connection import RecordsDatabase
from bot.privacy.counts import Outcome, counts
from bot.staff.statistics.hiding import alone
from bot.staff.statistics.period import Period, finished
from bot.staff.statistics.tables import QUESTIONS, Groups, Report, report


@dataclass(frozen=True)
class Figures:
    """The statistics of one installation; also the Usage by which the list of texts filters.

    All of it is about periods that are over. Methods raise StateError when the database of the
    conversations is unusable.
    """

    database: RecordsDatabase
    today: Callable[[], datetime.date]

    def periods(self) -> tuple[Period, ...]:
        """The periods that can be shown, the newest first."""
        return finished((count.week for count in counts(self.database)), self.today())

    def report(self, period: Period, groups: Groups) -> Report:
        """The report of one period that is over."""
        return report(period, counts(self.database), groups)

    def totals(self) -> Mapping[Period, int | None]:
        """The written questions of every period that is over, the oldest first."""
        rows = counts(self.database)
        return {
            period: alone(
                sum(
                    row.count
                    for row in rows
                    if row.week in period.weeks and row.event.outcome in QUESTIONS
                )
            )
            for period in reversed(self.periods())
        }

    def asked(self) -> Mapping[str, int]:
        """How often each entry was shown, by id."""
        return self._by_entry(Outcome.ANSWERED, Outcome.CHOSEN)

    def unhelpful(self) -> Mapping[str, int]:
        """How often each entry was marked as not helpful, by id."""
        return self._by_entry(Outcome.UNHELPFUL)

    def _by_entry(self, *outcomes: Outcome) -> Mapping[str, int]:
        rows = counts(self.database)
        periods = finished((row.week for row in rows), self.today())
        over = {week for period in periods for week in period.weeks}
        found: Counter[str] = Counter()
        for row in rows:
            if row.week in over and row.event.outcome in outcomes:
                found[row.event.entry] += row.count
        return found
