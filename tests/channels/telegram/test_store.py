from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.channels.telegram.leader import Leadership
from bot.channels.telegram.outgoing import Deed, Outgoing
from bot.channels.telegram.store import FILE, MAX_ATTEMPTS, NewUpdate, TelegramStore
from bot.errors import StateError


@pytest.fixture
def store(tmp_path: Path) -> TelegramStore:
    return TelegramStore(tmp_path / "state", clock=lambda: 1000.0)


def test_the_file_is_private(store: TelegramStore, tmp_path: Path) -> None:
    store.add([NewUpdate(1, 7, "a")])
    for path in (tmp_path / "state").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


def test_updates_wait_in_order_and_once(store: TelegramStore) -> None:
    assert store.add([NewUpdate(2, 7, "b"), NewUpdate(1, 7, "a"), NewUpdate(3, 8, "c")]) == {7, 8}
    assert store.add([NewUpdate(1, 7, "again")]) == frozenset()
    waiting = store.next_update(7)
    assert waiting
    assert (waiting.id, waiting.body) == (1, "a")
    store.finish(1, 7, ["x", "y"])
    assert store.add([NewUpdate(1, 7, "again")]) == frozenset()
    assert store.chats() == {7, 8}
    first = store.next_message(7)
    assert first
    assert first.body == "x"
    store.finish(1, 7, ["twice"])
    store.sent(first.id, 500)
    second = store.next_message(7)
    assert second
    assert second.body == "y"
    store.sent(second.id, 501)
    assert store.next_message(7) is None
    assert store.message_ids(7, 0) == (500, 501)


def test_nothing_is_kept_of_what_is_done(store: TelegramStore, tmp_path: Path) -> None:
    store.add([NewUpdate(1, 7, "spørgsmålet")])
    store.finish(1, 7, ["svaret"])
    message = store.next_message(7)
    assert message
    store.sent(message.id, 5)
    store.forget(7)
    assert store.message_ids(7, 0) == ()
    store.close()
    kept = (tmp_path / "state" / FILE).read_bytes()
    for word in ("spørgsmålet", "svaret"):
        assert word.encode() not in kept


def test_only_one_of_an_album_waits(store: TelegramStore) -> None:
    parts = [NewUpdate(n, 7, "p", message=n, album="77") for n in range(1, 5)]
    assert store.add(parts[:2]) == {7}
    assert store.add(parts[2:]) == frozenset()
    store.finish(1, 7, [])
    assert store.next_update(7) is None
    assert store.message_ids(7, 0) == (1, 2, 3, 4)


def test_what_may_have_been_sent_has_one_more_chance(store: TelegramStore) -> None:
    store.queue(7, ["a", "b"])
    first = store.next_message(7)
    assert first
    store.start(first.id)
    assert store.recover() == 1
    again = store.next_message(7)
    assert again
    assert (again.id, again.repeats) == (first.id, 1)
    assert store.recover() == 0
    store.start(first.id)
    assert store.recover() == 0
    left = store.next_message(7)
    assert left
    assert left.body == "b"
    assert store.counts().sent_again == 1


def test_an_update_counts_how_often_it_was_interrupted(store: TelegramStore) -> None:
    store.add([NewUpdate(1, 7, "a"), NewUpdate(2, 7, "b")])
    for _ in range(MAX_ATTEMPTS):
        store.recover()
    first = store.next_update(7)
    assert first
    assert first.repeats == MAX_ATTEMPTS
    store.finish(1, 7, [])
    second = store.next_update(7)
    assert second
    assert second.repeats == 0


def test_what_still_waits_is_not_forgotten(store: TelegramStore) -> None:
    store.add([NewUpdate(1, 7, "a", 10), NewUpdate(2, 7, "b", 11)])
    store.finish(1, 7, ["x"])
    store.forget(7)
    assert store.next_update(7)
    assert store.next_message(7)
    assert store.add([NewUpdate(1, 7, "a")]) == frozenset()
    assert store.message_ids(7, 0) == (11,)


def test_old_rows_are_purged(store: TelegramStore) -> None:
    store.add([NewUpdate(1, 7, None), NewUpdate(2, 7, "b")])
    store.purge(2000.0)
    assert store.add([NewUpdate(1, 7, "a")]) == {7}
    assert store.counts().updates_waiting == 2


def test_another_process_is_noticed(store: TelegramStore, tmp_path: Path) -> None:
    before = store.version()
    assert store.version() == before
    other = TelegramStore(tmp_path / "state")
    other.add([NewUpdate(1, 7, "a")])
    other.close()
    assert store.version() != before


def test_a_broken_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database, but it is long enough to be one" * 50)
    with pytest.raises(StateError, match="The Telegram queue cannot be used"):
        TelegramStore(tmp_path)


def test_only_one_leads(tmp_path: Path) -> None:
    first, second = Leadership(tmp_path), Leadership(tmp_path)
    assert first.take()
    assert first.take()
    assert not second.take()
    first.give_up()
    assert second.take()
    second.give_up()


def test_outgoing_survives_the_store() -> None:
    for deed in Deed:
        out = Outgoing(deed, "<b>x</b>", (), 5, (1, 2))
        assert Outgoing.from_text(out.as_text()) == out
