"""Long polling: fetch updates, store them, and only then tell Telegram that they arrived.

python-telegram-bot's own updater confirms updates before they are handled, and writes what it
cannot read to the log; so only its HTTP client is used here.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.channels.faults import describe
from bot.channels.telegram.incoming import ALLOWED, update_id
from bot.channels.telegram.sender import name_of, pauses
from bot.errors import BotError

WAIT_SECONDS = 25  # Telegram holds the answer back so long when there is nothing new
MARGIN_SECONDS = 10.0
Take = Callable[[list[object]], Awaitable[None]]
logger = logging.getLogger(__name__)


class Poller:
    """Fetches updates until it is cancelled; `take` has stored them when it returns."""

    def __init__(self, bot: ExtBot[int], request: BaseRequest, take: Take) -> None:
        self._bot = bot
        self._request = request
        self._take = take
        self._offset: int | None = None

    async def run(self) -> None:
        """Poll for ever. Failures are logged in one line and tried again after a pause."""
        waiting = pauses()
        async with self._request:
            while True:
                try:
                    await self.once()
                    waiting = pauses()
                    continue
                except Conflict:
                    logger.error(
                        "Telegram has a webhook for this bot, or another bot polls with the same"
                        " token: stop it, or run `python -m bot telegram delete-webhook`."
                    )
                except InvalidToken:
                    logger.error("Telegram does not accept TELEGRAM_TOKEN.")
                except TelegramError as error:
                    logger.warning("Telegram cannot be reached (%s).", name_of(error))
                except BotError as error:
                    logger.error("Updates from Telegram cannot be stored: %s", error)
                except Exception as error:  # whatever it is, the next poll may go well
                    logger.error("Updates from Telegram were not taken: %s.", describe(error))
                await asyncio.sleep(next(waiting))

    async def once(self) -> None:
        """Fetch what is there, wait for it if need be, and hand it on."""
        query: dict[str, object] = {
            "timeout": WAIT_SECONDS,
            "allowed_updates": json.dumps(ALLOWED),
        }
        if self._offset is not None:
            query["offset"] = self._offset
        found = await self._request.post(
            f"{self._bot.base_url}/getUpdates?{urlencode(query)}",
            read_timeout=WAIT_SECONDS + MARGIN_SECONDS,
        )
        updates: list[object] = list(found) if isinstance(found, list) else []
        await self._take(updates)
        numbers = [number for number in map(update_id, updates) if number is not None]
        if numbers:
            self._offset = max(numbers) + 1
