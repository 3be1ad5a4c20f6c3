"""Delete a conversation everywhere: here, and in the chat as far as Telegram lets a bot do it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bot.answers.telegram import TelegramMessage
from bot.channels.telegram.outgoing import Deed, Outgoing
from bot.channels.telegram.plan import Plan
from bot.channels.telegram.store import TelegramStore
from bot.channels.telegram.talk import Talk

# A bot may delete messages of the last 48 hours: https://core.telegram.org/bots/api#deletemessages
DELETABLE_SECONDS = 47.5 * 3600
AT_ONCE = 100
DELETED, REST = "conversation_deleted", "telegram_deleted"


class Deletion:
    """Deletes conversations."""

    def __init__(
        self, talk: Talk, store: TelegramStore, clock: Callable[[], float] = time.time
    ) -> None:
        self._talk = talk
        self._store = store
        self._clock = clock

    async def plan(self, chat: int, lang: str) -> Plan:
        """Delete what is stored now; the plan clears the chat and says so.

        Raises an error, and says nothing, when something of the conversation is left.
        """
        await self._talk.forget(chat)
        since = self._clock() - DELETABLE_SECONDS
        ids = await asyncio.to_thread(self._store.message_ids, chat, since)
        removals = (
            Outgoing(Deed.DELETE, ids=ids[place : place + AT_ONCE])
            for place in range(0, len(ids), AT_ONCE)
        )
        text = f"{self._talk.string(DELETED, lang)} {self._talk.string(REST, lang)}"
        said = Outgoing.send(TelegramMessage(text))
        return Plan((*removals, said, Outgoing(Deed.FORGET)))
