"""Rasa's conversations in an SQL database: Rasa's own table, written and read more sparingly.

Rasa 3.6.21 opens the file for every access, syncs it to the disk twice a turn, and reads and
replays the whole conversation. This store keeps the connection, uses SQLite's write-ahead log,
appends what is new, and reads the last events only: a rule looks at one turn, never at more.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateIndex, CreateTable

READ_EVENTS = 24  # about five turns
BUSY_SECONDS = 5.0  # as in Rasa's own store
EVENTS: sa.Table = SQLTrackerStore.SQLEvent.__table__


class AppendingTrackerStore(SQLTrackerStore):
    """As SQLTrackerStore, but `retrieve` gives at most the last `read_events` events.

    They begin where the bot was listening. `retrieve_full_tracker` gives all of them.
    """

    engine: Engine

    def __init__(self, *args: Any, read_events: int = READ_EVENTS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._read_events = read_events
        # Made once: SQLAlchemy takes longer to put them together than SQLite to answer them.
        mine = sa.select(EVENTS.c.type_name, EVENTS.c.action_name, EVENTS.c.data)
        self._last_events = _of_sender(mine).limit(read_events)
        newest = sa.select(EVENTS.c.timestamp, EVENTS.c.type_name)
        self._newest = _of_sender(newest).limit(1)
        self._insert = EVENTS.insert()
        if self.engine.dialect.name == "sqlite":
            self.engine = _kept_open(self.engine.url)
            self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as it stands, by its last events; None when there is none."""
        with self.engine.connect() as connection:
            rows = connection.execute(self._last_events, {"sender": sender_id}).all()[::-1]
        if not rows:
            return None
        begin = _session_start(rows)
        if begin is None:
            begin = _first_listening(rows) if len(rows) == self._read_events else 0
        events = [json.loads(row.data) for row in rows[begin:]]
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events that are not stored yet, all or none."""
        if not tracker.events:
            return
        await self.stream_events(tracker)
        with self.engine.begin() as connection:
            last = connection.execute(self._newest, {"sender": tracker.sender_id}).first()
            rows = [_row(tracker.sender_id, event) for event in _after(last, tracker)]
            if rows:
                connection.execute(self._insert, rows)


def _of_sender(query: Any) -> Any:
    """A query for one sender, the newest events first."""
    return query.where(EVENTS.c.sender_id == sa.bindparam("sender")).order_by(EVENTS.c.id.desc())


def _after(last: Any, tracker: DialogueStateTracker) -> Sequence[Event]:
    """The events after the one that was stored last; all when it is not among them."""
    events = list(tracker.events)
    if last is not None:
        for place in range(len(events) - 1, -1, -1):
            event = events[place]
            if event.timestamp == last.timestamp and event.type_name == last.type_name:
                return events[place + 1 :]
    return events


def _row(sender: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _session_start(rows: Sequence[Any]) -> int | None:
    """Where the session began, if it did among these rows: Rasa reads no further back either."""
    places = (i for i, row in enumerate(rows) if row.type_name == SessionStarted.type_name)
    return max(places, default=None)


def _first_listening(rows: Sequence[Any]) -> int:
    """Where the bot listens for the first time; a turn that was cut is left out."""
    for place, row in enumerate(rows):
        if row.type_name == ActionExecuted.type_name and row.action_name == ACTION_LISTEN_NAME:
            return place
    return 0


def _kept_open(url: sa.engine.URL) -> Engine:
    """An engine on an SQLite file that keeps its connections, while the file is the same."""
    engine = sa.create_engine(
        url,
        poolclass=QueuePool,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )
    statements = [str(sql.compile(dialect=engine.dialect)) for sql in _tables()]
    path = Path(url.database or "")

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        record.info["file"] = _identity(path)

    @sa.event.listens_for(engine, "checkout")
    def same_file(_: Any, record: Any, __: Any) -> None:
        if record.info.get("file") != _identity(path):
            raise sa.exc.DisconnectionError("The file was removed or replaced.")

    return engine


def _tables() -> Iterator[Any]:
    yield CreateTable(EVENTS, if_not_exists=True)
    for index in EVENTS.indexes:
        yield CreateIndex(index, if_not_exists=True)


def _identity(path: Path) -> Iterable[int]:
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return (found.st_dev, found.st_ino)
