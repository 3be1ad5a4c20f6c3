"""The tracker store: everything is kept once, in order; little of it is read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.channels.tracker_store import AppendingTrackerStore
from bot.channels.trackers import delete_conversation

ME = "web:" + "2" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tracker.sqlite"


def opened(path: Path, **more: int) -> AppendingTrackerStore:
    return AppendingTrackerStore(Domain.empty(), db=str(path), **more)


def say(tracker: DialogueStateTracker, text: str) -> None:
    intent = {"name": "a", "confidence": 1.0}
    tracker.update(UserUttered(text, intent, parse_data={"text": text, "intent": intent}))
    tracker.update(ActionExecuted("action_answer"))
    tracker.update(BotUttered(None, {"custom": {"text": f"svar på {text}"}}))
    tracker.update(ActionExecuted("action_listen"))


async def talk(store: TrackerStore, turns: range) -> None:
    for turn in turns:
        tracker = await store.get_or_create_tracker(ME, append_action_listen=False)
        if not tracker.events:
            tracker.update(ActionExecuted("action_session_start"))
            tracker.update(SessionStarted())
            tracker.update(ActionExecuted("action_listen"))
        say(tracker, f"spørgsmål {turn}")
        await store.save(tracker)


def said(tracker: DialogueStateTracker | None) -> list[str | None]:
    assert tracker is not None
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def test_all_is_kept_once_and_the_last_is_read(path: Path) -> None:
    store = opened(path, read_events=10)
    await talk(store, range(30))
    everything = [f"spørgsmål {turn}" for turn in range(30)]
    assert said(await store.retrieve_full_tracker(ME)) == everything
    tracker = await store.retrieve(ME)
    assert said(tracker) == everything[-2:]
    assert tracker is not None
    assert isinstance(tracker.events[0], ActionExecuted)
    assert tracker.events[0].action_name == "action_listen"
    assert tracker.latest_action_name == "action_listen"
    assert list(await store.keys()) == [ME]


async def test_saving_again_adds_nothing(path: Path) -> None:
    store = opened(path, read_events=10)
    await talk(store, range(5))
    for tracker in (await store.retrieve(ME), await store.retrieve_full_tracker(ME)):
        assert tracker is not None
        await store.save(tracker)
        await store.save(tracker.copy())
    assert len(said(await store.retrieve_full_tracker(ME))) == 5


async def test_a_conversation_that_is_not_begun_is_not_written(path: Path) -> None:
    store = opened(path)
    await store.get_or_create_tracker(ME, append_action_listen=False)
    assert await store.retrieve(ME) is None
    assert await store.keys() == []


async def test_it_goes_on_where_rasas_own_store_ended_and_back(path: Path) -> None:
    await talk(SQLTrackerStore(Domain.empty(), db=str(path)), range(3))
    await talk(opened(path), range(3, 6))
    await talk(SQLTrackerStore(Domain.empty(), db=str(path)), range(6, 9))
    store = opened(path, read_events=60)
    theirs = await SQLTrackerStore(Domain.empty(), db=str(path)).retrieve(ME)
    assert said(await store.retrieve(ME)) == [f"spørgsmål {turn}" for turn in range(9)]
    ours = await store.retrieve(ME)
    assert theirs is not None
    assert ours is not None
    assert [event.as_dict() for event in ours.events] == [e.as_dict() for e in theirs.events]


async def test_a_file_that_was_removed_is_made_anew(path: Path, tmp_path: Path) -> None:
    store = opened(path)
    await talk(store, range(2))
    for file in tmp_path.iterdir():
        file.unlink()
    assert await store.retrieve(ME) is None
    await talk(store, range(2, 3))
    assert said(await opened(path).retrieve(ME)) == ["spørgsmål 2"]


async def test_a_deleted_conversation_leaves_not_a_byte(path: Path, tmp_path: Path) -> None:
    store = opened(path)
    await talk(store, range(3))
    delete_conversation(store, ME)
    assert await store.retrieve(ME) is None
    for file in tmp_path.iterdir():
        assert ME.encode() not in file.read_bytes(), file
        assert b"svar" not in file.read_bytes(), file


async def test_what_was_saved_is_there_after_a_kill(path: Path) -> None:
    store = opened(path)
    await talk(store, range(2))
    with closing(sqlite3.connect(path)) as other:  # no close, no checkpoint of the first
        assert other.execute("SELECT count(*) FROM events").fetchone() == (11,)
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_rasa_makes_it_from_the_endpoints(path: Path) -> None:
    config = EndpointConfig(
        type="bot.channels.tracker_store.AppendingTrackerStore", dialect="sqlite", db=str(path)
    )
    assert isinstance(TrackerStore.create(config, Domain.empty()), AppendingTrackerStore)
