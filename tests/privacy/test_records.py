import sqlite3
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StateError
from bot.privacy.records import DAY, FILE, Conversation, Records, Unanswered

NOW = 1_800_000_000.0
FIRST, SECOND = "web:" + "1" * 32, "web:" + "2" * 32


def reply(number: int) -> dict[str, Any]:
    return {"id": f"r{number}", "text": "…", "faq_id": "housing_benefit", "lang": "ar"}


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(tmp_path)


def keep(
    records: Records, sender: str, message: str, number: int, question: str | None = None
) -> Any:
    unanswered = Unanswered(question, "ar", "fallback") if question else None
    conversation = Conversation(chosen="ar", last="ar", subject="housing_benefit")
    return records.keep(sender, message, [reply(number)], conversation, unanswered, NOW)


def test_the_file_is_private_and_made_when_needed(records: Records, tmp_path: Path) -> None:
    assert not (tmp_path / FILE).exists()
    assert records.recall(FIRST, "m").conversation is None
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_message_keeps_its_first_replies(records: Records, tmp_path: Path) -> None:
    assert keep(records, FIRST, "m", 1) == [reply(1)]
    assert keep(records, FIRST, "m", 2) == [reply(1)]
    after = Records(tmp_path).recall(FIRST, "m")
    assert after.replies == [reply(1)]
    assert after.conversation == Conversation("ar", "ar", "housing_benefit", None)
    assert records.recall(SECOND, "m").replies is None


def test_two_processes_that_answer_at_once_agree(tmp_path: Path) -> None:
    found: list[Any] = []

    def work(number: int) -> None:
        found.append(keep(Records(tmp_path), FIRST, "m", number))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(one == found[0] for one in found)


def test_marks_belong_to_the_replies_of_the_sender(records: Records) -> None:
    keep(records, FIRST, "m", 1)
    assert records.mark(FIRST, "r1", True, NOW)
    assert records.mark(FIRST, "r1", False, NOW)
    assert not records.mark(SECOND, "r1", True, NOW)
    assert not records.mark(FIRST, "r2", True, NOW)
    with records.database.reading() as db:
        rows = db.execute("SELECT reply, faq_id, lang, helpful, day FROM feedback").fetchall()
    assert rows == [("r1", "housing_benefit", "ar", 0, "2027-01-15")]


def test_the_inbox_counts_over_all_and_names_nobody(records: Records) -> None:
    keep(records, FIRST, "a", 1, "hvor er bussen")
    keep(records, FIRST, "b", 2, "hvor er bussen")
    keep(records, FIRST, "b", 2, "hvor er bussen")  # a repeat is not asked anew
    keep(records, SECOND, "a", 3, "hvor er bussen")
    keep(records, SECOND, "b", 4, "andet")
    assert [(row.text, row.count) for row in records.inbox()] == [
        ("hvor er bussen", 3),
        ("andet", 1),
    ]


def test_forgetting_leaves_not_a_byte(records: Records, tmp_path: Path) -> None:
    secret = "et helt særligt spørgsmål"
    keep(records, FIRST, "a", 1, secret)
    keep(records, SECOND, "a", 2, "andet")
    records.mark(FIRST, "r1", True, NOW)
    records.forget(FIRST)
    assert records.recall(FIRST, "a").conversation is None
    assert records.recall(FIRST, "a").replies is None
    assert [row.text for row in records.inbox()] == ["andet"]
    for path in tmp_path.iterdir():
        held = path.read_bytes()
        assert secret.encode() not in held, path
        assert FIRST.encode() not in held, path
    assert records.recall(SECOND, "a").replies == [reply(2)]


def test_old_replies_and_inbox_rows_go(records: Records) -> None:
    keep(records, FIRST, "a", 1, "gammelt")
    records.purge(NOW + DAY - 1, NOW - 1)
    assert records.recall(FIRST, "a").replies is not None
    assert records.unused_since(NOW) == ()
    assert records.unused_since(NOW + 1) == (FIRST,)
    records.purge(NOW + DAY + 1, NOW + 1)
    assert records.recall(FIRST, "a").replies is None
    assert records.inbox() == ()


def test_nothing_of_a_failed_transaction_stays(records: Records) -> None:
    def fail() -> None:
        with records.database.transaction() as db:
            db.execute("INSERT INTO taken VALUES ('s', 'm', '[]', 1)")
            raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(StateError):
        fail()
    assert records.recall("s", "m").replies is None


def test_a_locked_database_is_one_sentence_and_then_works_again(
    records: Records, tmp_path: Path
) -> None:
    keep(records, FIRST, "a", 1)
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StateError, match=FILE):
        keep(records, FIRST, "b", 2)
    other.execute("ROLLBACK")
    other.close()
    assert keep(records, FIRST, "b", 2) == [reply(2)]


def test_a_removed_database_is_made_anew(records: Records, tmp_path: Path) -> None:
    keep(records, FIRST, "a", 1)
    for path in tmp_path.iterdir():
        path.unlink()
    assert records.recall(FIRST, "a").replies is None
    assert keep(records, FIRST, "a", 2) == [reply(2)]


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("not a database at all, but long enough to be read as one" * 20)
    with pytest.raises(StateError, match=FILE):
        Records(tmp_path).recall(FIRST, "a")


def test_what_was_kept_is_on_the_disk(records: Records) -> None:
    """A 200 promises it: it is not left to the next checkpoint, which a power cut may prevent."""
    keep(records, FIRST, "m", 1)
    with records.database.reading() as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL: synced at each commit
