"""What is too old goes by itself; /health says so; a wrong clock deletes nothing at once."""

from __future__ import annotations

from pathlib import Path

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain

from bot.channels.retention import JUMP_SECONDS, Retention
from bot.channels.sessions import Sessions
from bot.channels.trackers import delete_older
from bot.privacy.records import DAY, Conversation, Records, Unanswered
from tests.channels.parts import Engine

NOW = 1_800_000_000.0


class Clocks:
    """The wall clock, which somebody may set, and the one that only goes on."""

    def __init__(self) -> None:
        self.wall, self.steady = NOW, 0.0

    def go(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


def retention(tmp_path: Path, engine: Engine, clocks: Clocks) -> tuple[Retention, Records]:
    records = Records(tmp_path)
    sessions = Sessions(records, lambda: clocks.wall)

    async def forget(sender: str) -> None:
        await engine.forget(sender)
        await sessions.forget(sender)

    job = Retention(sessions, engine, forget, 30, 90, lambda: clocks.wall, lambda: clocks.steady)
    return job, records


def chat(records: Records, engine: Engine, sender: str, at: float) -> None:
    engine.conversations[sender] = []
    question = Unanswered("hvad", "da", "fallback")
    records.keep(sender, "m", [], Conversation(), question, at)


async def test_old_conversations_and_inbox_rows_go_at_their_own_time(
    tmp_path: Path, engine: Engine
) -> None:
    clocks = Clocks()
    job, records = retention(tmp_path, engine, clocks)
    assert job.report()["last"] is None
    chat(records, engine, "web:old", NOW - 31 * DAY)
    chat(records, engine, "web:new", NOW - 29 * DAY)
    await job.once()
    assert set(engine.conversations) == {"web:new"}
    report = job.report()
    assert report["deleted"] == {"conversations": 1, "replies": 2, "inbox": 0, "unknown": 0}
    assert report["last"] == "2027-01-15T08:00:00+00:00"
    assert (report["days"], report["inbox_days"], report["problem"]) == (30, 90, None)
    assert [row.count for row in records.inbox()] == [1]


async def test_inbox_rows_outlive_no_setting(tmp_path: Path, engine: Engine) -> None:
    clocks = Clocks()
    job, records = retention(tmp_path, engine, clocks)
    chat(records, engine, "web:a", NOW)
    records.remember("web:a", Conversation(), NOW + 91 * DAY)  # still in use, asked long ago
    clocks.go(91 * DAY)
    await job.once()
    assert job.report()["deleted"]["inbox"] == 1
    assert records.inbox() == ()
    assert set(engine.conversations) == {"web:a"}


async def test_a_clock_that_jumps_deletes_nothing_in_that_round(
    tmp_path: Path, engine: Engine
) -> None:
    clocks = Clocks()
    job, records = retention(tmp_path, engine, clocks)
    chat(records, engine, "web:a", NOW)
    await job.once()
    clocks.wall += 400 * DAY
    await job.once()
    assert job.report()["problem"] == "clock"
    assert set(engine.conversations) == {"web:a"}
    clocks.wall -= 400 * DAY  # the clock was put right: again a jump
    await job.once()
    clocks.go(JUMP_SECONDS)
    await job.once()
    assert job.report()["problem"] is None
    assert set(engine.conversations) == {"web:a"}


async def test_a_fault_is_said_and_tried_again(tmp_path: Path, engine: Engine) -> None:
    clocks = Clocks()
    job, _ = retention(tmp_path, engine, clocks)
    (tmp_path / "conversations.sqlite").mkdir()
    await job.once()
    assert job.report()["problem"] == "database"
    (tmp_path / "conversations.sqlite").rmdir()
    await job.once()
    assert job.report()["problem"] is None


def test_what_no_record_names_goes_from_the_tracker_too(tmp_path: Path) -> None:
    path = tmp_path / "tracker.sqlite"
    store = SQLTrackerStore(Domain.empty(), dialect="sqlite", db=str(path))
    with store.session_scope() as session:
        for sender, at in (("web:old", NOW - 31 * DAY), ("web:new", NOW)):
            row = {"sender_id": sender, "type_name": "user", "timestamp": at, "data": "{}"}
            session.add(store.SQLEvent(**row))
        session.commit()
    assert delete_older(store, NOW - 30 * DAY) == 1
    assert b"web:old" not in path.read_bytes()
    assert b"web:new" in path.read_bytes()
    assert delete_older(store, NOW - 30 * DAY) == 0
