"""Telegram while the server runs: take updates in, and in one process answer them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine, Sequence
from typing import Any

from telegram.error import InvalidToken, TelegramError

from bot.channels.faults import describe
from bot.channels.gateway import Gateway
from bot.channels.limits import RateLimit
from bot.channels.telegram.api import make_bot, make_request
from bot.channels.telegram.conductor import Conductor, cancelled
from bot.channels.telegram.deletion import Deletion
from bot.channels.telegram.handler import Handler
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.leader import Leadership
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.profile import publish
from bot.channels.telegram.sender import name_of, pauses
from bot.channels.telegram.store import TelegramStore
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.troubles import Troubles
from bot.errors import BotError, StateError
from bot.settings import Settings

LEAD_SECONDS = 2.0  # between tries to become the process that talks to Telegram
WATCH_SECONDS = 0.05  # between looks for updates that another process has stored
POLL_SECONDS = 5.0  # the same where this process fetches all of them itself
GRACE_SECONDS = 5.0
KEPT_SECONDS = 7 * 86_400.0
POLLING = "polling"
logger = logging.getLogger(__name__)


class TelegramRuntime:
    """Made when the server starts, closed when it stops."""

    def __init__(self, settings: Settings, gateway: Gateway) -> None:
        self._polls = settings.telegram_mode == POLLING
        self._gateway = gateway
        self._store = TelegramStore(settings.state)
        self._leadership = Leadership(settings.state)
        self._intake = Intake(gateway, self._store)
        self._bot = make_bot(settings)
        talk = Talk(gateway)
        deletion = Deletion(talk, self._store)
        handler = Handler(talk, deletion, RateLimit(settings.rate_limit))
        self._conductor = Conductor(self._bot, self._store, handler, Troubles(talk))
        self._leads = False
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to work in the background."""
        self._begin(self._lead())

    async def take(self, updates: Sequence[object]) -> None:
        """Store these updates; they are answered in the background. Raises BotError."""
        chats = await self._intake.take(updates)
        if self._leads:
            self._conductor.poke(chats)

    async def stop(self) -> None:
        """Stop taking updates in, finish what can be finished, keep the rest for the next start."""
        await cancelled(self._tasks)
        await self._conductor.stop(GRACE_SECONDS)
        await self._bot.shutdown()
        self._leadership.give_up()
        self._store.close()

    async def _lead(self) -> None:
        """Wait until this process may talk to Telegram, then do."""
        while not self._leadership.take():
            await asyncio.sleep(LEAD_SECONDS)
        await self._connect()
        for pause in pauses():
            try:
                await asyncio.to_thread(self._recover)
                break
            except StateError as error:
                logger.error("%s", error)
            await asyncio.sleep(pause)
        self._leads = True
        self._begin(self._watch())
        self._begin(self._introduce())
        if self._polls:
            self._begin(Poller(self._bot, make_request(1), self.take).run())
        logger.info("Telegram is on (%s).", POLLING if self._polls else "webhook")

    def _recover(self) -> None:
        """See to what an earlier process has left; forget what is old."""
        again = self._store.recover()
        if again:
            logger.warning("Messages that may not have been sent are sent again: %d.", again)
        self._store.purge(time.time() - KEPT_SECONDS)

    async def _connect(self) -> None:
        """Ask Telegram who the bot is, until it says so."""
        for pause in pauses():
            try:
                return await self._bot.initialize()
            except InvalidToken:
                logger.error("Telegram does not accept TELEGRAM_TOKEN.")
            except TelegramError as error:
                logger.warning("Telegram cannot be reached (%s); trying again.", name_of(error))
            await asyncio.sleep(pause)
        return None

    async def _introduce(self) -> None:
        """Commands and descriptions; without them the bot works all the same."""
        for pause in pauses():
            try:
                await publish(self._bot, self._store, self._gateway.composer().content)
                return
            except TelegramError as error:
                logger.warning("The commands could not be set (%s).", name_of(error))
            await asyncio.sleep(pause)

    async def _watch(self) -> None:
        """Do what waits in the store, and notice what other processes put there."""
        seen = None
        while True:
            try:
                version = await asyncio.to_thread(self._store.version)
                if version != seen:
                    self._conductor.poke(await asyncio.to_thread(self._store.chats))
                    seen = version
            except StateError as error:
                logger.error("%s", error)
                await asyncio.sleep(LEAD_SECONDS)
            await asyncio.sleep(POLL_SECONDS if self._polls else WATCH_SECONDS)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.append(task)
        task.add_done_callback(_complain)


def _complain(task: asyncio.Task[None]) -> None:
    """Say that a part of the channel has ended by a fault."""
    if task.cancelled() or task.exception() is None:
        return
    error = task.exception()
    said = str(error) if isinstance(error, BotError) else describe(error or BotError())
    logger.error("Telegram has stopped: %s", said)
