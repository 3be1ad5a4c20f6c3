"""Work through the queue: the chats side by side, each chat one update after the other.

The queue is the store; here is only which chats are being worked on. What is interrupted is
found in the store at the next start.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from typing import Any, TypeVar

from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.channels.faults import describe
from bot.channels.telegram.handler import Handler
from bot.channels.telegram.outgoing import Deed, Outgoing
from bot.channels.telegram.plan import Plan
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.store import MAX_ATTEMPTS, TelegramStore, Waiting
from bot.channels.telegram.stored import Received
from bot.channels.telegram.troubles import Troubles
from bot.errors import StateError

AT_ONCE = 16  # updates that are being answered; more only wait for the same processor
TYPING_AFTER = 0.3  # seconds: an answer that is there sooner needs no sign of life
TYPING_LASTS = 4.5  # seconds: Telegram shows it for five
TYPING_CHATS = 10  # with more at work the answers need all of the rate that Telegram allows
CANCEL_SECONDS = 2.0
STORE_PAUSE = 2.0  # seconds before a store that is out of order is tried again
Result = TypeVar("Result")
logger = logging.getLogger(__name__)


class Conductor:
    """Answers what waits in the store, and sends what waits in its outbox."""

    def __init__(
        self,
        bot: ExtBot[int],
        store: TelegramStore,
        handler: Handler,
        troubles: Troubles,
    ) -> None:
        self._bot = bot
        self._store = store
        self._handler = handler
        self._troubles = troubles
        self._sender = Sender(bot)
        self._chats: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._aside: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._stopping = False

    def poke(self, chats: Iterable[int]) -> None:
        """There is something to do in these chats."""
        for chat in chats:
            if chat in self._chats:
                self._again.add(chat)
            else:
                self._chats[chat] = asyncio.create_task(self._work(chat))

    async def stop(self, seconds: float) -> None:
        """Give what is being done `seconds` to finish; the rest stays in the store."""
        self._stopping = True
        tasks = {*self._chats.values(), *self._aside}
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        await cancelled(tasks)

    async def _work(self, chat: int) -> None:
        """Everything that waits in one chat: first what is to be sent, then what was asked."""
        try:
            while True:
                self._again.discard(chat)
                try:
                    while await self._step(chat):
                        pass
                except StateError as error:
                    logger.error("%s", error)
                    await asyncio.sleep(STORE_PAUSE)
                    continue
                except Exception as error:  # the other chats go on, and this one soon
                    logger.error("A chat could not be served: %s.", describe(error))
                    await asyncio.sleep(STORE_PAUSE)
                    continue
                if chat not in self._again:
                    return
        finally:
            del self._chats[chat]

    async def _step(self, chat: int) -> bool:
        """One message sent or one update answered; False when nothing waits."""
        message = await _stored(self._store.next_message, chat)
        if message is not None:
            await self._send(chat, message)
            return True
        update = await _stored(self._store.next_update, chat)
        if update is not None and not self._stopping:
            await self._answer(chat, update)
            return True
        return False

    async def _send(self, chat: int, waiting: Waiting) -> None:
        out = Outgoing.from_text(waiting.body)
        if out.deed is Deed.FORGET:
            await _stored(self._store.sent, waiting.id, None)
            await _stored(self._store.forget, chat)
            return
        await _stored(self._store.start, waiting.id)
        sent = await self._sender.send(chat, out)
        await _stored(self._store.sent, waiting.id, sent.id)
        if sent.blocked:
            logger.info("Somebody has blocked the bot; their answers are dropped.")
            await _stored(self._store.drop_messages, chat)

    async def _answer(self, chat: int, waiting: Waiting) -> None:
        received = Received.from_text(waiting.body)
        async with self._gate, self._typing(chat):
            plan = await self._plan(received, waiting.repeats)
        await _stored(self._store.finish, waiting.id, chat, [out.as_text() for out in plan.out])
        if plan.unreachable:
            await _stored(self._store.drop_messages, chat)
        self._show_aside(received, plan)

    async def _plan(self, received: Received, repeats: int) -> Plan:
        """What to do; a sentence of regret where nobody knows."""
        if received.broken:
            return self._troubles.plan(received)
        if repeats >= MAX_ATTEMPTS:
            logger.error("An update was given up: the process ended on it %d times.", repeats)
            return self._troubles.plan(received)
        try:
            return await self._handler.handle(received)
        except StateError:
            raise
        except Exception as error:  # whatever it is, the person gets an answer
            logger.error("An update could not be answered: %s.", describe(error))
            return self._troubles.plan(received)

    def _show_aside(self, received: Received, plan: Plan) -> None:
        """End the waiting sign on a button, or answer an inline query. Nobody waits for it."""
        if received.query:
            self._beside(self._sender.aside(received, plan))

    @contextlib.asynccontextmanager
    async def _typing(self, chat: int) -> AsyncIterator[None]:
        """Telegram shows that the bot is writing, when it takes a while.

        A call to Telegram is never cancelled half-way for it: nobody waits for its end.
        """
        answered = asyncio.Event()
        self._beside(self._type(chat, answered))
        try:
            yield
        finally:
            answered.set()

    async def _type(self, chat: int, answered: asyncio.Event) -> None:
        pause = TYPING_AFTER
        while not await _happens(answered, pause) and len(self._chats) <= TYPING_CHATS:
            with contextlib.suppress(TelegramError):
                await self._bot.send_chat_action(chat, ChatAction.TYPING)
            pause = TYPING_LASTS

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody waits for."""
        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)


async def cancelled(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks and wait for their end, but not for ever: a library may swallow it."""
    left = {task for task in tasks if not task.done()}
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=CANCEL_SECONDS)


async def _happens(event: asyncio.Event, seconds: float) -> bool:
    """Whether an event is set within some seconds; returns as soon as it is."""
    try:
        return await asyncio.wait_for(event.wait(), seconds)
    except asyncio.TimeoutError:
        return False


async def _stored(call: Callable[..., Result], *values: object) -> Result:
    """A call of the store, which waits for the disk, beside the event loop."""
    return await asyncio.to_thread(call, *values)
