"""Send what waits, until it is known to have arrived or never to arrive."""

from __future__ import annotations

import asyncio
import html
import logging
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultsButton,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.channels.telegram.incoming import What
from bot.channels.telegram.outgoing import Deed, Outgoing, Rows
from bot.channels.telegram.plan import Plan
from bot.channels.telegram.stored import Received

INVITED = "inline"  # what /start carries when somebody comes by way of an inline query
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds between tries
_TAG = re.compile(r"</?[a-z][^<>]*>")
_QUOTED = re.compile(r"[\"'“‘].*[\"'”’]", re.DOTALL)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    """What became of a message. `id` is its number in the chat, None when it is not there."""

    id: int | None
    blocked: bool = False


class Sender:
    """Sends to Telegram. Network failures are tried again, for as long as it takes."""

    def __init__(self, bot: ExtBot[int]) -> None:
        self._bot = bot

    async def send(self, chat: int, out: Outgoing) -> Sent:
        """Do it. Returns when Telegram has accepted it or will never accept it."""
        for pause in pauses():
            try:
                return Sent(await self._once(chat, out))
            except Forbidden:
                return Sent(None, blocked=True)
            except InvalidToken:
                logger.error("Telegram does not accept TELEGRAM_TOKEN.")
            except BadRequest as error:
                milder = _milder(out, error)
                if milder is None and "not modified" in error.message:
                    return Sent(None)  # it is there already
                if milder is None:
                    logger.error("Telegram refused a message: %s.", without_quotes(error))
                    return Sent(None)
                out = milder
                continue
            except TelegramError as error:
                logger.warning("Telegram cannot be reached (%s); trying again.", name_of(error))
            await asyncio.sleep(pause)
        raise AssertionError("pauses end only with the loop")

    async def aside(self, received: Received, plan: Plan) -> None:
        """End the waiting sign on a pressed button, or answer an inline query; try it once."""
        try:
            if received.what is What.INLINE:
                button = InlineQueryResultsButton(plan.invitation, start_parameter=INVITED)
                await self._bot.answer_inline_query(
                    received.query, [], cache_time=0, is_personal=True, button=button
                )
            else:
                await self._bot.answer_callback_query(received.query, plan.toast or None)
        except TelegramError as error:
            logger.info("A press was not confirmed (%s).", name_of(error))

    async def _once(self, chat: int, out: Outgoing) -> int | None:
        if out.deed is Deed.DELETE:
            await self._bot.delete_messages(chat, out.ids)
            return None
        markup = _markup(out.rows)
        if out.deed is Deed.BUTTONS:
            await self._bot.edit_message_reply_markup(chat, out.at, reply_markup=markup)
            return None
        text: dict[str, Any] = {"text": out.html, "parse_mode": ParseMode.HTML}
        text["link_preview_options"] = LinkPreviewOptions(is_disabled=True)
        if out.deed is Deed.EDIT:
            await self._bot.edit_message_text(
                chat_id=chat, message_id=out.at, reply_markup=markup, **text
            )
            return None
        reply = ReplyParameters(out.at, allow_sending_without_reply=True) if out.at else None
        sent = await self._bot.send_message(
            chat, reply_markup=markup, reply_parameters=reply, **text
        )
        return sent.message_id


def pauses() -> Iterator[float]:
    """Seconds to wait before each further try: growing, and never the same for two chats."""
    pause = FIRST_PAUSE
    while True:
        yield pause * random.uniform(0.75, 1.25)  # noqa: S311
        pause = min(pause * 2, LONGEST_PAUSE)


def name_of(error: TelegramError) -> str:
    """What went wrong, without what Telegram or the network said: that may hold a token."""
    return type(error).__name__


def without_quotes(error: TelegramError) -> str:
    """What Telegram said about a call, without what it quotes from it."""
    return _QUOTED.sub("…", error.message)


def _milder(out: Outgoing, error: TelegramError) -> Outgoing | None:
    """What to try instead of a call that was refused."""
    if "not modified" in error.message or out.deed in (Deed.BUTTONS, Deed.DELETE):
        return None
    if out.deed is Deed.EDIT:
        return Outgoing(Deed.SEND, out.html, out.rows)
    bare = html.unescape(_TAG.sub("", out.html))
    if "entities" in error.message and html.escape(bare, quote=False) != out.html:
        return Outgoing(Deed.SEND, html.escape(bare, quote=False), out.rows)
    return None


def _markup(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(key.title, callback_data=key.payload) for key in row]
            for row in rows
        ]
    )
