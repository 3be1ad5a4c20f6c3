"""How often what happened, by week: numbers without a sender, a text or a time of day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from bot.privacy.connection import Connection, RecordsDatabase

KEPT_WEEKS = 104


class Outcome(str, Enum):
    """What became of a message, or of a reply."""

    ANSWERED = "answered"
    CLARIFIED = "clarified"
    UNANSWERED = "unanswered"
    CHOSEN = "chosen"  # an answer that was opened with a button: nothing was written
    CRISIS = "crisis"
    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"


@dataclass(frozen=True)
class Event:
    """One thing to count. Of a crisis nothing else is told: the other fields are empty."""

    outcome: Outcome
    channel: str = ""
    lang: str = ""
    entry: str = ""


@dataclass(frozen=True)
class Count:
    """How often an event happened in an ISO week such as "2026-W07"."""

    week: str
    event: Event
    count: int


def week_of(now: float) -> str:
    """The ISO week of a Unix time."""
    day = datetime.datetime.fromtimestamp(now, datetime.timezone.utc).isocalendar()
    return f"{day.year:04d}-W{day.week:02d}"


def add(db: Connection, events: Iterable[Event], week: str, by: int = 1) -> None:
    """Count events, with a connection of the caller's transaction."""
    db.executemany(
        "INSERT INTO counts VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (week, outcome, channel, lang, entry)"
        " DO UPDATE SET n = counts.n + excluded.n",
        [(week, e.outcome.value, e.channel, e.lang, e.entry, by) for e in events],
    )


def marked(db: Connection, entry: str, lang: str, helpful: bool, week: str, by: int = 1) -> None:
    """Count that an entry was marked as helpful or not; `by` -1 takes a mark back."""
    outcome = Outcome.HELPFUL if helpful else Outcome.UNHELPFUL
    add(db, [Event(outcome, "", lang, entry)], week, by)


def purge(db: Connection, now: float) -> None:
    """Delete what is older than KEPT_WEEKS."""
    oldest = week_of(now - KEPT_WEEKS * 7 * 86_400)
    db.execute("DELETE FROM counts WHERE week < ?", (oldest,))


def counts(database: RecordsDatabase) -> tuple[Count, ...]:
    """Everything that was counted. Raises StateError when the database is unusable."""
    with database.reading() as db:
        rows = db.execute("SELECT week, outcome, channel, lang, entry, n FROM counts WHERE n > 0")
        return tuple(
            Count(week, Event(Outcome(outcome), channel, lang, entry), n)
            for week, outcome, channel, lang, entry, n in rows
        )
