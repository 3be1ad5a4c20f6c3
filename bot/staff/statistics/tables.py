"""The tables of one period: each a partition of the same questions, each protected.

Tables must not let a reader work out what another one hides. So questions that were written are
divided once by outcome, language, channel and week, which share only their total; the topics of
answers divide the number that were answered, and are left out where that number is hidden.
Answers that were opened with a button are counted apart from questions, and crises apart from all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.privacy.counts import Count, Event, Outcome
from bot.staff.statistics.hiding import Shown, alone, protected, rate
from bot.staff.statistics.period import Period

QUESTIONS = (Outcome.ANSWERED, Outcome.CLARIFIED, Outcome.UNANSWERED)


@dataclass(frozen=True)
class Table:
    """Numbers by group; None is hidden. `total` is None where it is less than five."""

    key: str
    rows: Shown
    total: int | None


@dataclass(frozen=True)
class Groups:
    """How the groups are known: topics by entry id, and what else a table always lists."""

    topics: tuple[str, ...]
    languages: tuple[str, ...]
    channels: tuple[str, ...]
    topic_of: Callable[[str], str]


@dataclass(frozen=True)
class Report:
    """Everything about one period that may be shown. Rates are per cent."""

    period: Period
    tables: tuple[Table, ...]
    crises: int | None
    helpful: int | None
    helpful_by: Mapping[str, Mapping[str, int | None]]


def report(period: Period, counted: Iterable[Count], groups: Groups) -> Report:
    """The report of a period; `counted` may hold other periods too."""
    rows = [count for count in counted if count.week in period.weeks]
    asked = [row for row in rows if row.event.outcome in QUESTIONS]
    answered = [row for row in rows if row.event.outcome is Outcome.ANSWERED]
    chosen = [row for row in rows if row.event.outcome is Outcome.CHOSEN]

    def topic(event: Event) -> str:
        return groups.topic_of(event.entry)

    outcomes = _table(
        "outcome", asked, [o.value for o in QUESTIONS], lambda row: row.event.outcome.value
    )
    tables = [outcomes]
    if outcomes.rows[Outcome.ANSWERED.value] is not None:
        tables.append(_table("topic", answered, groups.topics, lambda row: topic(row.event)))
    tables += [
        _table("lang", asked, groups.languages, lambda row: row.event.lang),
        _table("channel", asked, groups.channels, lambda row: row.event.channel),
        _table("week", asked, period.weeks, lambda row: row.week),
        _table("chosen", chosen, groups.topics, lambda row: topic(row.event)),
    ]
    marks = [r for r in rows if r.event.outcome in (Outcome.HELPFUL, Outcome.UNHELPFUL)]
    return Report(
        period=period,
        tables=tuple(tables),
        crises=alone(sum(r.count for r in rows if r.event.outcome is Outcome.CRISIS)),
        helpful=_rate(marks),
        helpful_by={
            "lang": _rates(marks, groups.languages, lambda event: event.lang),
            "topic": _rates(marks, groups.topics, topic),
        },
    )


def _table(
    key: str, rows: Iterable[Count], always: Iterable[str], group: Callable[[Count], str]
) -> Table:
    cells: Counter[str] = Counter(dict.fromkeys(always, 0))
    for row in rows:
        cells[group(row)] += row.count
    return Table(key, protected(cells), alone(sum(cells.values())))


def _rate(marks: Iterable[Count]) -> int | None:
    sums: Counter[Outcome] = Counter()
    for row in marks:
        sums[row.event.outcome] += row.count
    return rate(sums[Outcome.HELPFUL], sums[Outcome.UNHELPFUL])


def _rates(
    marks: Iterable[Count], always: Iterable[str], group: Callable[[Event], str]
) -> Mapping[str, int | None]:
    found: dict[str, list[Count]] = {key: [] for key in always}
    for row in marks:
        found.setdefault(group(row.event), []).append(row)
    return {key: _rate(listed) for key, listed in found.items()}
