"""The statistics page: numbers of periods that are over, no text, nothing small."""

from __future__ import annotations

import csv
import datetime
import io
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from bot.privacy.counts import Event, Outcome, add
from bot.privacy.records import Conversation, Records
from bot.settings import Settings
from bot.staff.office import Office
from bot.staff.statistics.period import Period, finished, period_of, running

from .client import Staff
from .conftest import opened

PERIOD = "2026-11"  # weeks 41-44
ANSWERED, CLARIFIED, UNANSWERED = Outcome.ANSWERED, Outcome.CLARIFIED, Outcome.UNANSWERED
AFTER = datetime.datetime(2026, 11, 22, 12).timestamp()


def fill(office: Office, counts: Iterable[tuple[str, Event, int]]) -> None:
    with office.figures.database.transaction() as db:
        for week, event, n in counts:
            add(db, [event], week, n)


def seed(office: Office) -> None:
    """A period with large and small numbers, and one before it."""
    benefit, deposit = "housing_benefit", "housing_deposit"
    fill(office, [
        ("2026-W37", Event(ANSWERED, "web", "ar", benefit), 41),
        ("2026-W41", Event(ANSWERED, "web", "ar", benefit), 63),
        ("2026-W42", Event(ANSWERED, "telegram", "ti", deposit), 52),
        ("2026-W43", Event(ANSWERED, "web", "da", "gone_entry"), 17),
        ("2026-W43", Event(CLARIFIED, "web", "ar"), 3),
        ("2026-W44", Event(UNANSWERED, "telegram", "ar"), 12),
        ("2026-W44", Event(Outcome.CHOSEN, "web", "ti", deposit), 31),
        ("2026-W44", Event(Outcome.CRISIS), 6),
        ("2026-W43", Event(Outcome.HELPFUL, "", "ar", benefit), 18),
        ("2026-W43", Event(Outcome.UNHELPFUL, "", "ar", benefit), 5),
        ("2026-W47", Event(ANSWERED, "web", "da", "housing_private"), 987),
    ])  # fmt: skip


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    for office in opened(settings, clock=lambda: AFTER):
        seed(office)
        yield office


def rows(text: str) -> dict[tuple[str, str], str]:
    found = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    return {(table, group): n for _, table, group, n in found[1:]}


def test_periods_are_fixed_and_shown_when_they_are_over() -> None:
    assert period_of("2026-W44").weeks == ("2026-W41", "2026-W42", "2026-W43", "2026-W44")
    assert Period(2026, 13).weeks[-1] == "2026-W53"
    assert Period(2026, 13).end == datetime.date(2027, 1, 4)
    end = period_of("2026-W44").end
    assert end == datetime.date(2026, 11, 2)
    assert finished(["2026-W44", "2026-W45"], end) == (Period(2026, 11),)
    assert finished(["2026-W44"], end - datetime.timedelta(days=1)) == ()
    assert running(datetime.date(2026, 11, 22)) == Period(2026, 12)


def test_the_newest_finished_period_in_plots_and_tables(staff: Staff) -> None:
    page = staff("poul").get("/statistics").text
    assert "uge 41-44, 2026" in page
    assert page.count("<svg") == page.count("<caption")
    assert "987" not in page  # the running period
    assert "80 %" in page
    assert "uge 37-40, 2026" in page
    assert "41" in staff("poul").get("/statistics?period=2026-10").text


def test_small_numbers_and_what_gives_them_away_are_hidden(staff: Staff) -> None:
    found = rows(staff("poul").get(f"/statistics/{PERIOD}.csv").text)
    table = "Hvad botten svarede"
    assert found[table, "Botten spurgte tilbage"] == "skjult"
    assert found[table, "Ikke besvaret"] == "skjult"  # with the total it would tell the 3
    assert found[table, "Besvaret"] == "132"
    assert found[table, "I alt"] == "147"
    assert found["Kanal", "Telegram"] == "64"
    assert found["Emner i besvarede spørgsmål", "Andet"] == "17"
    assert found["Akutte beskeder", ""] == "6"
    assert found["Svaret hjalp", "I alt"] == "80 %"
    for group in ("Uge 41", "Uge 42", "Uge 43", "Uge 44"):
        assert int(found["Uge for uge", group]) >= 5


def test_topics_are_left_out_where_the_number_of_answers_is_hidden(
    staff: Staff, office: Office
) -> None:
    fill(office, [
        ("2026-W33", Event(ANSWERED, "web", "ar", "housing_benefit"), 9),
        ("2026-W33", Event(CLARIFIED, "web", "ar"), 2),
        ("2026-W33", Event(UNANSWERED, "web", "ar"), 30),
    ])  # fmt: skip
    found = rows(staff("poul").get("/statistics/2026-09.csv").text)
    assert found["Hvad botten svarede", "Besvaret"] == "skjult"
    assert not [key for key in found if key[0] == "Emner i besvarede spørgsmål"]


def test_no_periods_no_numbers(settings: Settings, staff: Staff) -> None:
    assert staff("poul").get("/statistics/2026-12.csv").status_code == 404
    assert staff("poul").get("/statistics/..%2F.csv").status_code == 404
    for empty in opened(replace(settings, state=settings.state / "empty")):
        assert empty.figures.periods() == ()
        assert empty.figures.totals() == {}


def test_the_list_of_texts_filters_by_what_was_asked(staff: Staff) -> None:
    alma = staff("alma")
    never = alma.get("/?status=never_asked").text
    assert "/entries/housing_private" in never  # asked for in the running period only
    assert "/entries/housing_benefit" not in never
    assert "/entries/housing_benefit" in alma.get("/?status=not_helpful").text


def test_what_the_bot_stores_arrives_here_without_any_text(settings: Settings) -> None:
    secret = "min kone hedder Amina"
    records = Records(settings.state)
    event = Event(ANSWERED, "web", "ar", "housing_benefit")
    for i in range(7):
        reply = {"id": f"r{i}", "text": secret, "faq_id": "housing_benefit", "lang": "ar"}
        records.keep(f"web:{i}", "m", [reply], Conversation(), None, time.time(), [event])
    records.database.close()
    later = time.time() + 60 * 86_400
    for office in opened(settings, clock=lambda: later):
        assert office.figures.asked() == {"housing_benefit": 7}
        assert list(office.figures.totals().values()) == [7]
