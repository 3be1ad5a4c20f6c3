"""The way of every message, whichever channel it came through.

Read it (buttons, private data, danger, language) -> danger is answered at once -> decide the
language -> ask Rasa -> store the replies under the message's id, so that a repeat gets the same.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from weakref import WeakValueDictionary

from bot.answers.composer import Composer
from bot.answers.payload import PayloadSigner
from bot.answers.reply import Reply
from bot.channels.exchange import Exchange
from bot.channels.faults import describe
from bot.channels.languages import decide
from bot.channels.metrics import Metrics
from bot.channels.reading import MessageReader, Reading
from bot.channels.sessions import Sessions
from bot.channels.translating import Translating
from bot.channels.turns import Turns
from bot.channels.wishes import LanguageWishes
from bot.content.store import ContentStore
from bot.errors import BotError, StateError
from bot.privacy.records import Conversation, Recalled
from bot.settings import Settings

TURN_SECONDS = 20.0
Emit = Callable[[Reply], Awaitable[None]]
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Incoming:
    """A message as a channel received it.

    `id` is the message's own where the client gave it one, `lang` a language that is chosen with
    it, `guess` the language of the device. `first` says that an empty message asks for the
    greeting. `reading` is set instead of `message` by a channel that keeps messages for a while:
    what it keeps has been read, and thereby masked, before.
    """

    sender: str
    channel: str
    message: str
    id: str | None = None
    lang: str | None = None
    guess: str | None = None
    first: bool = False
    reading: Reading | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of a message. `failed`: the last reply says that something is out of order, and
    a repeat of the message is handled anew; `repeated`: the replies are the stored ones.
    """

    replies: tuple[Reply, ...]
    failed: bool = False
    repeated: bool = False


@dataclass(frozen=True)
class Parts:
    """What the gateway works with, made once a process."""

    store: ContentStore
    signer: PayloadSigner
    reader: MessageReader
    wishes: LanguageWishes
    sessions: Sessions
    turns: Turns
    translating: Translating
    seconds: float = TURN_SECONDS

    @classmethod
    def of(cls, settings: Settings, key: bytes, sessions: Sessions, turns: Turns) -> Parts:
        """The parts of an installation.

        Raises ContentError when the content, the crisis rules or a word list cannot be used.
        """
        store = ContentStore(settings.content, keep=settings.state / "content-last-good")
        signer = PayloadSigner(key)
        reader = MessageReader.of(settings.content, store.current(), signer)
        wishes = LanguageWishes.load(settings.content)
        translating = Translating.of(settings, store, wishes.names)
        return cls(store, signer, reader, wishes, sessions, turns, translating)


class Gateway:
    """Answers messages. Messages of one sender are handled one after the other."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.metrics = Metrics()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._running: set[asyncio.Task[Outcome]] = set()

    async def handle(self, incoming: Incoming, emit: Emit | None = None) -> Outcome:
        """The replies to a message; each is given to `emit` as soon as it is there.

        The work goes on when the caller goes away: a repeat then finds the stored replies.
        Raises ContentError only where there is no content at all.
        """
        task = asyncio.create_task(self._counted(incoming, emit or _nowhere))
        self._running.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    async def begin(self, sender: str) -> None:
        """Note that a conversation exists, so that `knows` says so."""
        try:
            await self._parts.sessions.begin(sender)
        except StateError as error:
            logger.error("A conversation cannot be noted: %s.", describe(error))

    async def knows(self, sender: str) -> bool:
        """Whether the conversation exists: false when it was deleted."""
        try:
            return (await self._parts.sessions.recall(sender, "")).conversation is not None
        except StateError as error:
            logger.error("The conversations cannot be read: %s.", describe(error))
            return True  # the signature was right: a sick database ends no conversation

    def read(self, message: str) -> Reading:
        """What a message is: clean and masked, with its language, and danger in it found."""
        return self._parts.reader.read(message, self._parts.store.current())

    async def language(self, sender: str, guess: str | None = None) -> str:
        """The language in which to address a sender; `guess` is that of their device."""
        before = (await self._recall(sender, "")).conversation or Conversation()
        content = self._parts.store.current()
        return decide(
            content.languages,
            content.source_lang,
            chosen=before.chosen,
            last=before.last,
            guess=guess,
        ).lang

    async def mark(self, sender: str, reply: str, helpful: bool) -> bool:
        """Note whether a reply helped; False when the sender had no such reply lately."""
        return await self._parts.sessions.mark(sender, reply, helpful)

    async def forget(self, sender: str) -> None:
        """Delete a conversation everywhere. Raises an error when something of it is left."""
        async with self._lock(sender):
            self._parts.translating.forget(sender)
            await self._parts.turns.forget(sender)
            await self._parts.sessions.forget(sender)

    async def close(self) -> None:
        """Wait for the messages that are being answered."""
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._parts.translating.close()

    def composer(self) -> Composer:
        """Makes replies from the content as it is now."""
        return Composer(self._parts.store.current(), self._parts.signer)

    def _lock(self, sender: str) -> asyncio.Lock:
        return self._locks.setdefault(sender, asyncio.Lock())

    def _done(self, task: asyncio.Task[Outcome]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("A message failed: %s.", describe(task.exception() or BotError()))

    async def _counted(self, incoming: Incoming, emit: Emit) -> Outcome:
        began = time.monotonic()
        found = await self._in_turn(incoming, emit)
        self.metrics.answered(
            incoming.channel,
            found.replies,
            time.monotonic() - began,
            failed=found.failed,
            repeated=found.repeated,
        )
        return found

    async def _in_turn(self, incoming: Incoming, emit: Emit) -> Outcome:
        async with self._lock(incoming.sender):
            message = incoming.id or uuid.uuid4().hex
            recalled = await self._recall(incoming.sender, message)
            if recalled.replies is None:
                return await self._fresh(incoming, message, recalled, emit)
            replies = self._parts.translating.recall(incoming.sender, message) or tuple(
                Reply.from_json(reply) for reply in recalled.replies
            )
            for reply in replies:
                await emit(reply)
            return Outcome(replies, repeated=True)

    async def _fresh(
        self, incoming: Incoming, message: str, recalled: Recalled, emit: Emit
    ) -> Outcome:
        composer = self.composer()
        reading = incoming.reading
        if reading is None:
            reading = self._parts.reader.read(incoming.message, composer.content)
        exchange = Exchange(
            self._parts, incoming, message, recalled.conversation or Conversation(), composer, emit
        )
        await exchange.answer(reading)
        return Outcome(await self._kept(exchange), failed=exchange.failed)

    async def _recall(self, sender: str, message: str) -> Recalled:
        """What is known; nothing when the database is out of order: an answer matters more."""
        try:
            return await self._parts.sessions.recall(sender, message)
        except StateError as error:
            logger.error("The conversations cannot be read: %s.", describe(error))
            return Recalled(None, None)

    async def _kept(self, exchange: Exchange) -> tuple[Reply, ...]:
        """Store the exchange; the replies that count from now on."""
        given = tuple(exchange.replies)
        sender = exchange.incoming.sender
        try:
            if exchange.failed:
                await self._parts.sessions.remember(sender, exchange.after())
                return given
            stored = await self._parts.sessions.keep(
                sender,
                exchange.message,
                [reply.as_json() for reply in exchange.kept()],
                exchange.after(),
                exchange.unanswered,
                exchange.events(),
            )
        except StateError as error:
            logger.error("A conversation cannot be stored: %s.", describe(error))
            return given
        if stored and exchange.translated and stored[0]["id"] == given[0].id:
            self._parts.translating.remember(sender, exchange.message, given)
            return given
        return tuple(Reply.from_json(reply) for reply in stored)


async def _nowhere(_: Reply) -> None:
    return
