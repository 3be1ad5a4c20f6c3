"""The records in a real PostgreSQL: the same promises as in a file."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from bot.errors import StateError
from bot.privacy.counts import Event, Outcome, counts, week_of
from bot.privacy.postgres import PostgresDatabase, translated
from bot.privacy.records import DAY, Conversation, Records, Unanswered
from tests.deploy.services import postgres, program

NOW = 1_800_000_000.0
FIRST, SECOND = "web:" + "1" * 32, "web:" + "2" * 32


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres(tmp_path_factory.mktemp("database")) as address:
        yield address


@pytest.fixture
def records(url: str, tmp_path: Path) -> Iterator[Records]:
    found = Records(tmp_path, PostgresDatabase(url))
    with found.database.transaction() as db:
        for table in ("conversations", "taken", "feedback", "inbox", "counts"):
            db.execute(f"DELETE FROM {table}")
    yield found
    found.database.close()


def reply(number: int) -> dict[str, Any]:
    return {"id": f"r{number}", "text": "أهلا …", "faq_id": "housing_benefit", "lang": "ar"}


def keep(records: Records, sender: str, message: str, number: int) -> Any:
    events = [Event(Outcome.ANSWERED, "web", "ar", "housing_benefit")]
    question = Unanswered("؟", "ar", "fallback")
    spoken = Conversation("ar", "ar", "housing_benefit")
    return records.keep(sender, message, [reply(number)], spoken, question, NOW, events)


def test_statements_are_translated() -> None:
    assert translated("a INTEGER) WITHOUT ROWID; x = ?") == "a BIGINT); x = %s"


@pytest.mark.long
def test_what_is_kept_comes_back_and_is_forgotten(records: Records) -> None:
    assert records.recall(FIRST, "m").conversation is None
    assert keep(records, FIRST, "m", 1) == [reply(1)]
    assert keep(records, FIRST, "m", 2) == [reply(1)]
    assert records.recall(FIRST, "m").replies == [reply(1)]
    assert records.recall(FIRST, "m").conversation == Conversation("ar", "ar", "housing_benefit")
    assert [(row.text, row.count) for row in records.inbox()] == [("؟", 1)]
    assert records.unused_since(NOW + 1) == (FIRST,)
    records.forget(FIRST)
    assert records.recall(FIRST, "m").replies is None
    assert records.inbox() == ()


@pytest.mark.long
def test_marks_are_counted_once_and_can_change(records: Records) -> None:
    keep(records, FIRST, "m", 1)
    assert records.mark(FIRST, "r1", True, NOW)
    assert records.mark(FIRST, "r1", False, NOW)
    assert not records.mark(SECOND, "r1", True, NOW)
    found = {count.event.outcome: count.count for count in counts(records.database)}
    assert found == {Outcome.ANSWERED: 1, Outcome.UNHELPFUL: 1}
    assert {count.week for count in counts(records.database)} == {week_of(NOW)}


@pytest.mark.long
def test_old_replies_and_inbox_rows_are_deleted(records: Records) -> None:
    keep(records, FIRST, "m", 1)
    records.purge(NOW + DAY + 1, NOW + 1)
    assert records.recall(FIRST, "m").replies is None
    assert records.inbox() == ()


@pytest.mark.long
def test_two_workers_that_answer_at_once_agree(records: Records, url: str, tmp_path: Path) -> None:
    found: list[Any] = []

    def work(number: int) -> None:
        own = Records(tmp_path, PostgresDatabase(url))
        found.append(keep(own, FIRST, "m", number))
        for _ in range(5):
            own.mark(FIRST, found[0][0]["id"], number % 2 == 0, NOW)
        own.database.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(one == found[0] for one in found)
    by = {count.event.outcome: count.count for count in counts(records.database)}
    assert by.pop(Outcome.ANSWERED) == 1
    assert sum(by.values()) == 1  # one reply has one mark, whoever pressed last


@pytest.mark.long
def test_a_dump_restores_whole(records: Records, url: str, tmp_path: Path) -> None:
    keep(records, FIRST, "m", 1)
    tools = Path(program("initdb")).parent
    dump = subprocess.run([tools / "pg_dump", url], check=True, capture_output=True).stdout
    with records.database.reading() as db:
        db.execute("CREATE DATABASE restored")
    other = url.rpartition("/")[0] + "/restored"
    subprocess.run([tools / "psql", "-q", other], input=dump, check=True, capture_output=True)
    restored = Records(tmp_path, PostgresDatabase(other))
    assert restored.recall(FIRST, "m").replies == [reply(1)]
    restored.database.close()


@pytest.mark.long
def test_a_lost_connection_is_opened_anew(records: Records, url: str) -> None:
    keep(records, FIRST, "m", 1)
    with psycopg2.connect(url) as other, other.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    other.close()
    with pytest.raises(StateError):
        records.recall(FIRST, "m")
    assert records.recall(FIRST, "m").replies == [reply(1)]


@pytest.mark.long
def test_a_fault_names_neither_the_address_nor_the_data(tmp_path: Path) -> None:
    records = Records(tmp_path, PostgresDatabase("postgresql://u:geheim@127.0.0.1:1/x"))
    with pytest.raises(StateError) as caught:
        records.recall(FIRST, "m")
    assert str(caught.value) == "The database cannot be used: OperationalError."
    assert caught.value.__cause__ is None
