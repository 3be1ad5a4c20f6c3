"""`python -m bot telegram`: tell Telegram where the bot is, and look at how it stands."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from telegram import User, WebhookInfo
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from bot.channels.telegram.api import make_bot, silence_libraries
from bot.channels.telegram.incoming import ALLOWED
from bot.channels.telegram.sender import name_of, without_quotes
from bot.channels.telegram.store import FILE, Counts, TelegramStore
from bot.channels.telegram.webhook import webhook_secret, webhook_url
from bot.errors import ServiceError, SettingsError
from bot.settings import Settings

Work = Callable[[ExtBot[int], Settings], Awaitable[str]]


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    sub = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    sub.add_parser("set-webhook", help="have Telegram send updates to TELEGRAM_WEBHOOK_URL")
    gone = sub.add_parser("delete-webhook", help="have Telegram keep updates until the bot polls")
    gone.add_argument("--drop-pending", action="store_true", help="forget updates that wait")
    sub.add_parser("info", help="who the bot is, its webhook, and what waits")


def run(args: argparse.Namespace) -> int:
    """Do it and say so. Raises SettingsError or ServiceError, never with the token in it."""
    settings = Settings.from_env()
    if not settings.telegram_token:
        raise SettingsError("TELEGRAM_TOKEN is not set.")
    silence_libraries()
    work: Work = {"set-webhook": _set_webhook, "info": _info}.get(args.what, _delete_webhook)
    if args.what == "delete-webhook" and args.drop_pending:
        work = _delete_and_drop
    print(asyncio.run(_with_bot(work, settings)))
    return 0


async def _with_bot(work: Work, settings: Settings) -> str:
    try:
        async with make_bot(settings) as bot:
            return await work(bot, settings)
    except InvalidToken as error:
        raise ServiceError("Telegram does not accept TELEGRAM_TOKEN.") from error
    except (BadRequest, Conflict, Forbidden, RetryAfter) as error:
        raise ServiceError(f"Telegram refused: {without_quotes(error)}.") from error
    except TelegramError as error:
        raise ServiceError(f"Telegram cannot be reached ({name_of(error)}).") from error


async def _set_webhook(bot: ExtBot[int], settings: Settings) -> str:
    url = webhook_url(settings)
    await bot.set_webhook(url, allowed_updates=ALLOWED, secret_token=webhook_secret(settings))
    return f"Telegram sends updates to {url}"


async def _delete_webhook(bot: ExtBot[int], settings: Settings) -> str:
    await bot.delete_webhook()
    return "Telegram keeps updates until the bot fetches them (TELEGRAM_MODE=polling)."


async def _delete_and_drop(bot: ExtBot[int], settings: Settings) -> str:
    await bot.delete_webhook(drop_pending_updates=True)
    return "The webhook is deleted, and so are the updates that waited."


async def _info(bot: ExtBot[int], settings: Settings) -> str:
    lines = _about(await bot.get_me(), await bot.get_webhook_info(), settings)
    if (settings.state / FILE).exists():
        store = TelegramStore(settings.state)
        lines += _waiting(store.counts())
        store.close()
    return "\n".join(lines)


def _about(me: User, hook: WebhookInfo, settings: Settings) -> list[str]:
    lines = [
        f"Bot:        {me.full_name} (@{me.username})",
        f"Mode:       {settings.telegram_mode}",
        f"Webhook:    {hook.url or 'none'}",
        f"Waiting at Telegram: {hook.pending_update_count}",
    ]
    if hook.last_error_message:
        lines.append(f"Last fault: {hook.last_error_message} ({hook.last_error_date})")
    if bool(hook.url) != (settings.telegram_mode == "webhook"):
        lines.append("The webhook does not fit TELEGRAM_MODE: set or delete it.")
    return lines


def _waiting(counts: Counts) -> list[str]:
    return [
        f"Waiting here:        {counts.updates_waiting} to be answered,"
        f" {counts.messages_waiting} to be sent",
        f"Sent again after a restart, last 7 days: {counts.sent_again}",
    ]
