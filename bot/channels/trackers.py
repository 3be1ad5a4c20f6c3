"""Rasa's record of a conversation: find a message in it, note one, delete it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rasa.core.tracker_store import (
    FailSafeTrackerStore,
    InMemoryTrackerStore,
    MongoTrackerStore,
    RedisTrackerStore,
    SQLTrackerStore,
    TrackerStore,
)
from rasa.shared.core.events import BotUttered, Event, UserUttered
from sqlalchemy import func

from bot.errors import StateError


def replies_to(events: Iterable[Event], message: str) -> list[dict[str, Any]] | None:
    """The replies to the message with this id, or None when it is not among the events."""
    found: list[dict[str, Any]] | None = None
    for event in events:
        if isinstance(event, UserUttered):
            if found is not None:
                break
            if event.message_id == message:
                found = []
        elif found is not None and isinstance(event, BotUttered):
            custom = event.data.get("custom")
            if isinstance(custom, dict):
                found.append(custom)
    return found


def noted(
    text: str, message: str, channel: str, replies: Sequence[Mapping[str, Any]]
) -> list[Event]:
    """The events of a message that was answered without Rasa's help."""
    asked = UserUttered(text, message_id=message, input_channel=channel)
    return [asked, *(BotUttered(None, {"custom": dict(reply)}) for reply in replies)]


def delete_conversation(store: TrackerStore, sender: str) -> None:
    """Delete all events of one sender. Raises StateError for a store that is not known here."""
    if isinstance(store, FailSafeTrackerStore):
        delete_conversation(store._tracker_store, sender)
        if store._fallback_tracker_store is not None:
            delete_conversation(store._fallback_tracker_store, sender)
    elif isinstance(store, InMemoryTrackerStore):
        store.store.pop(sender, None)
    elif isinstance(store, SQLTrackerStore):
        _delete_rows(store, sender)
    elif isinstance(store, RedisTrackerStore):
        store.red.delete(store.key_prefix + sender)
    elif isinstance(store, MongoTrackerStore):
        store.conversations.delete_one({"sender_id": sender})
    else:
        raise StateError(f"Conversations in a {type(store).__name__} cannot be deleted.")


def ensure_tables(store: TrackerStore) -> None:
    """Make the table anew where somebody took the SQLite file away: Rasa does so only at start."""
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    if not isinstance(store, SQLTrackerStore) or store.engine.dialect.name != "sqlite":
        return
    path = Path(str(store.engine.url.database))
    try:
        empty = path.stat().st_size == 0
    except OSError:
        empty = True
    if empty:
        store.Base.metadata.create_all(store.engine)


def delete_older(store: TrackerStore, before: float) -> int:
    """Delete the conversations whose last event was before a time (Unix); returns how many.

    For the stores that keep conversations in files or tables; the others forget by themselves.
    """
    if isinstance(store, FailSafeTrackerStore):
        fallback = store._fallback_tracker_store
        if isinstance(fallback, InMemoryTrackerStore):
            fallback.store.clear()  # what it took while the database was away; nobody reads it now
        return delete_older(store._tracker_store, before)
    if not isinstance(store, SQLTrackerStore):
        return 0
    event = store.SQLEvent
    with store.session_scope() as session:
        last = session.query(event.sender_id).group_by(event.sender_id)
        old = [sender for (sender,) in last.having(func.max(event.timestamp) < before)]
    for sender in old:
        _delete_rows(store, sender)
    return len(old)


def _delete_rows(store: SQLTrackerStore, sender: str) -> None:
    with store.session_scope() as session:
        if store.engine.dialect.name == "sqlite":
            # What is deleted is overwritten.
            session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
        session.query(store.SQLEvent).filter(store.SQLEvent.sender_id == sender).delete()
        session.commit()
        if store.engine.dialect.name == "sqlite":
            # Without this the deleted rows would stay in the log file for a while.
            session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
