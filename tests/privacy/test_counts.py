from __future__ import annotations

from pathlib import Path

import pytest

from bot.privacy.counts import KEPT_WEEKS, Count, Event, Outcome, counts, week_of
from bot.privacy.records import DAY, Conversation, Records

NOW = 1_800_000_000.0  # 15 January 2027
SENDER = "web:" + "1" * 32
ASKED = Event(Outcome.ANSWERED, "web", "ar", "housing_benefit")


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(tmp_path)


def keep(records: Records, message: str, *events: Event, now: float = NOW) -> None:
    reply = {"id": message, "faq_id": "housing_benefit", "lang": "ar"}
    records.keep(SENDER, message, [reply], Conversation(), None, now, events)


def test_a_message_counts_once_and_without_its_sender(records: Records) -> None:
    keep(records, "a", ASKED)
    keep(records, "a", ASKED)  # the same message again
    keep(records, "b", ASKED, Event(Outcome.CRISIS))
    assert set(counts(records.database)) == {
        Count("2027-W02", ASKED, 2),
        Count("2027-W02", Event(Outcome.CRISIS), 1),
    }
    with records.database.reading() as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(counts)")]
    assert columns == ["week", "outcome", "channel", "lang", "entry", "n"]


def test_a_changed_mark_counts_as_the_last(records: Records) -> None:
    keep(records, "a")
    assert records.mark(SENDER, "a", True, NOW)
    assert records.mark(SENDER, "a", False, NOW + 60)
    found = Event(Outcome.UNHELPFUL, "", "ar", "housing_benefit")
    assert counts(records.database) == (Count("2027-W02", found, 1),)


def test_counts_stay_when_a_conversation_is_forgotten_and_go_after_two_years(
    records: Records,
) -> None:
    keep(records, "a", ASKED)
    records.forget(SENDER)
    assert len(counts(records.database)) == 1
    records.purge(NOW + (KEPT_WEEKS - 1) * 7 * DAY, 0)
    assert len(counts(records.database)) == 1
    records.purge(NOW + (KEPT_WEEKS + 1) * 7 * DAY, 0)
    assert counts(records.database) == ()


def test_the_first_days_of_january_may_belong_to_the_year_before() -> None:
    assert week_of(1_609_459_200) == "2020-W53"  # 1 January 2021
