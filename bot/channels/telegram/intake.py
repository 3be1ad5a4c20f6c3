"""Take updates in: read, mask and store them. When this returns, none of them can be lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from bot.channels.faults import describe
from bot.channels.gateway import Gateway
from bot.channels.telegram.commands import read_command
from bot.channels.telegram.incoming import Incoming, What, read_update
from bot.channels.telegram.store import NewUpdate, TelegramStore
from bot.channels.telegram.stored import Received, storable
from bot.errors import BotError

logger = logging.getLogger(__name__)


class Intake:
    """Stores what comes from Telegram, by whichever way."""

    def __init__(self, gateway: Gateway, store: TelegramStore) -> None:
        self._gateway = gateway
        self._store = store

    async def take(self, updates: Sequence[object]) -> frozenset[int]:
        """Store these updates (decoded JSON); the chats in which there is something to do.

        Updates that are known already and those that the bot does not react to change nothing.
        Raises BotError when they cannot be read or stored now.
        """
        found = (read_update(raw) for raw in updates)
        new = [self._new(one) for one in found if one is not None]
        return await asyncio.to_thread(self._store.add, new) if new else frozenset()

    def _new(self, one: Incoming) -> NewUpdate:
        body = self._received(one).as_text()
        # A press is no message in the chat: it leaves nothing there that could be deleted.
        message = None if one.what is What.PRESS else one.message
        return NewUpdate(one.update, one.chat, body, message, one.album)

    def _received(self, one: Incoming) -> Received:
        command, words = read_command(one.text)
        reading, broken = None, False
        if words:
            try:
                reading = storable(self._gateway.read(words))
            except BotError:
                raise
            except Exception as error:  # one message that cannot be read must not stop the others
                logger.error("A message could not be read: %s.", describe(error))
                broken = True
        return Received(
            update=one.update,
            what=one.what,
            chat=one.chat,
            message=one.message,
            query=one.query,
            data=one.data,
            language=one.language,
            buttons=one.buttons,
            command=command,
            reading=reading,
            broken=broken,
        )
