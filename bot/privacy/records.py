"""What is kept about conversations, and how it is forgotten. Every text in it is masked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.privacy.connection import Connection, RecordsDatabase
from bot.privacy.counts import Event, add, marked, purge, week_of
from bot.privacy.database import Database

FILE = "conversations.sqlite"
DAY = 86_400  # seconds
REPLIES_KEPT = DAY
ANSWERED, NOT_HELPFUL = "answered", "not_helpful"  # kinds of a question, see Unanswered
Replies = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Conversation:
    """What a channel must know of a conversation.

    `chosen` is the language that was chosen, `last` the one of the last reply; `subject` the
    entry that the last reply answered with; `question` the masked message that the bot asked
    back about.
    """

    chosen: str | None = None
    last: str | None = None
    subject: str | None = None
    question: str | None = None


@dataclass(frozen=True)
class Recalled:
    """What is known when a message arrives: the conversation (None: unknown sender), and the
    stored replies to the same message (None: it is new).
    """

    conversation: Conversation | None
    replies: Replies | None


@dataclass(frozen=True)
class Unanswered:
    """A masked question for the staff's inbox: one that the bot could not answer.

    One of the kind ANSWERED is kept for a day, and comes to the inbox only if its answer is
    marked as not helpful.
    """

    text: str
    lang: str
    kind: str


@dataclass(frozen=True)
class InboxRow:
    """An unanswered question over all conversations; times in seconds since 1970."""

    text: str
    lang: str
    kind: str
    count: int
    first: int
    last: int


class Records:
    """The records of one installation. Methods raise StateError when the database is unusable."""

    def __init__(self, state: Path, database: RecordsDatabase | None = None) -> None:
        self.database: RecordsDatabase = database or Database(state / FILE)

    def begin(self, sender: str, now: float) -> None:
        """Note that a conversation exists. One that does already is left as it is."""
        with self.database.transaction() as db:
            _begin(db, sender, now)

    def recall(self, sender: str, message: str) -> Recalled:
        """What is known of a sender and of a message of theirs."""
        with self.database.reading() as db:
            found = db.execute(
                "SELECT chosen, last, subject, question FROM conversations WHERE sender = ?",
                (sender,),
            ).fetchone()
            replies = _replies(db, sender, message)
        return Recalled(Conversation(*found) if found else None, replies)

    def keep(
        self,
        sender: str,
        message: str,
        replies: Replies,
        conversation: Conversation,
        unanswered: Unanswered | None,
        now: float,
        events: Sequence[Event] = (),
    ) -> Replies:
        """Store what one message led to, all at once; `events` are counted without the sender.

        Returns the replies that are stored: those given, unless the message was answered before.
        """
        with self.database.transaction() as db:
            stored = _replies(db, sender, message)
            if stored is not None:
                return stored
            text = json.dumps(list(replies), ensure_ascii=False, separators=(",", ":"))
            taken = db.execute(
                "INSERT INTO taken VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (sender, message, text, int(now)),
            )
            if not taken.rowcount:  # another worker stored it since we looked
                return _replies(db, sender, message) or replies
            _remember(db, sender, conversation, now)
            if unanswered is not None and unanswered.kind == ANSWERED:
                row = (sender, message, unanswered.text, unanswered.lang, int(now))
                db.execute("INSERT INTO asked VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row)
            elif unanswered is not None:
                _add_to_inbox(db, sender, unanswered, int(now))
            add(db, events, week_of(now))
        return replies

    def remember(self, sender: str, conversation: Conversation, now: float) -> None:
        """Store how a conversation stands, without a message."""
        with self.database.transaction() as db:
            _remember(db, sender, conversation, now)

    def mark(self, sender: str, reply: str, helpful: bool, now: float) -> bool:
        """Note whether a reply of the last 24 hours helped; False when there is no such reply."""
        with self.database.transaction() as db:
            # Changes nothing: the row is held, so that two marks at once come one after the other.
            db.execute("UPDATE conversations SET used = used WHERE sender = ?", (sender,))
            found = db.execute("SELECT message, replies FROM taken WHERE sender = ?", (sender,))
            for message, text in list(found):
                for one in json.loads(text):
                    if one["id"] == reply:
                        _mark(db, sender, one, helpful, now)
                        _marked(db, sender, message, helpful, int(now))
                        return True
        return False

    def forget(self, sender: str) -> None:
        """Delete everything that belongs to one sender."""
        with self.database.transaction() as db:
            for table in ("conversations", "taken", "asked", "feedback", "inbox"):
                db.execute(f"DELETE FROM {table} WHERE sender = ?", (sender,))  # noqa: S608
        self.database.overwrite()

    def unused_since(self, before: float) -> tuple[str, ...]:
        """The senders whose conversation was not used since `before`."""
        with self.database.reading() as db:
            found = db.execute("SELECT sender FROM conversations WHERE used < ?", (int(before),))
            return tuple(sender for (sender,) in found)

    def purge(self, now: float, inbox_before: float) -> tuple[int, int]:
        """Delete stored replies older than 24 hours and inbox rows last seen before a time.

        Returns how many of each.
        """
        with self.database.transaction() as db:
            replies = db.execute("DELETE FROM taken WHERE at < ?", (int(now) - REPLIES_KEPT,))
            db.execute("DELETE FROM asked WHERE at < ?", (int(now) - REPLIES_KEPT,))
            inbox = db.execute("DELETE FROM inbox WHERE last < ?", (int(inbox_before),))
            purge(db, now)
            return replies.rowcount, inbox.rowcount

    def inbox(self) -> tuple[InboxRow, ...]:
        """The unanswered questions, those asked most and last first; no sender is told."""
        with self.database.reading() as db:
            found = db.execute(
                "SELECT text, lang, kind, SUM(count), MIN(first), MAX(last) FROM inbox"
                " GROUP BY text, lang, kind ORDER BY SUM(count) DESC, MAX(last) DESC, text"
            )
            return tuple(
                InboxRow(text, lang, kind, int(count), first, last)
                for text, lang, kind, count, first, last in found
            )


def _begin(db: Connection, sender: str, now: float) -> None:
    db.execute(
        "INSERT INTO conversations (sender, created, used) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (sender, int(now), int(now)),
    )


def _replies(db: Connection, sender: str, message: str) -> Replies | None:
    found = db.execute(
        "SELECT replies FROM taken WHERE sender = ? AND message = ?", (sender, message)
    ).fetchone()
    return json.loads(found[0]) if found else None


def _remember(db: Connection, sender: str, now_is: Conversation, now: float) -> None:
    _begin(db, sender, now)
    db.execute(
        "UPDATE conversations SET chosen = ?, last = ?, subject = ?, question = ?, used = ?"
        " WHERE sender = ?",
        (now_is.chosen, now_is.last, now_is.subject, now_is.question, int(now), sender),
    )


def _marked(db: Connection, sender: str, message: str, helpful: bool, now: int) -> None:
    """A question whose answer did not help goes to the inbox, once; and back out of it."""
    found = db.execute(
        "SELECT text, lang FROM asked WHERE sender = ? AND message = ?", (sender, message)
    ).fetchone()
    if found is None:
        return
    text, lang = found
    row = (sender, text, lang, NOT_HELPFUL)
    db.execute("DELETE FROM inbox WHERE sender = ? AND text = ? AND lang = ? AND kind = ?", row)
    if not helpful:
        _add_to_inbox(db, sender, Unanswered(text, lang, NOT_HELPFUL), now)


def _mark(db: Connection, sender: str, reply: Mapping[str, Any], helpful: bool, now: float) -> None:
    """Keep a mark, and count it; one that changes takes the former one back."""
    entry, lang = reply["faq_id"] or "", reply["lang"]
    before = db.execute(
        "SELECT helpful, day FROM feedback WHERE sender = ? AND reply = ?", (sender, reply["id"])
    ).fetchone()
    if before is not None:
        midnight = datetime.fromisoformat(before[1]).replace(tzinfo=timezone.utc).timestamp()
        marked(db, entry, lang, bool(before[0]), week_of(midnight), -1)
    day = datetime.fromtimestamp(now, timezone.utc).date().isoformat()
    db.execute(
        "INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sender, reply)"
        " DO UPDATE SET helpful = excluded.helpful, day = excluded.day",
        (sender, reply["id"], reply["faq_id"], lang, int(helpful), day),
    )
    marked(db, entry, lang, helpful, week_of(now))


def _add_to_inbox(db: Connection, sender: str, question: Unanswered, now: int) -> None:
    db.execute(
        "INSERT INTO inbox VALUES (?, ?, ?, ?, 1, ?, ?) ON CONFLICT (sender, text, lang, kind)"
        " DO UPDATE SET count = inbox.count + 1, last = excluded.last",
        (sender, question.text, question.lang, question.kind, now, now),
    )
