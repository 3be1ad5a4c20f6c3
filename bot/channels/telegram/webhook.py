"""The webhook: who may call it, and what a call must look like."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit, urlunsplit

from bot.errors import SettingsError
from bot.settings import Settings

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATH = "/webhooks/telegram/webhook"
MAX_BYTES = 1024 * 1024  # an update with the longest message is a few dozen KB
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}\Z")
Take = Callable[[list[object]], Awaitable[None]]


class WebhookCall:
    """Checks and takes one call; knows nothing of the server around it."""

    def __init__(self, secret: str, take: Take) -> None:
        self._secret = secret.encode("ascii")
        self._take = take

    def refuse(self, token: str | None, content_type: str | None) -> int | None:
        """The HTTP status that ends a call before its body is read; None to read it.

        A call without the right secret token learns nothing else.
        """
        given = (token or "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            return 401
        if (content_type or "").partition(";")[0].strip().lower() != "application/json":
            return 415
        return None

    async def take(self, body: bytes) -> int:
        """The HTTP status for a body: 200 when its update is stored. Raises BotError if it cannot
        be.
        """
        try:
            update: object = json.loads(body)
        except (ValueError, RecursionError):
            return 400
        await self._take([update])
        return 200


def webhook_secret(settings: Settings) -> str:
    """The secret token. Raises SettingsError where there is none, or one that cannot be used."""
    secret = settings.telegram_webhook_secret
    if not _SECRET.match(secret):
        raise SettingsError(
            "TELEGRAM_WEBHOOK_SECRET must be 16 to 256 of the characters A-Z, a-z, 0-9, _ and -:"
            " without it anybody could send messages in other people's names."
        )
    return secret


def webhook_url(settings: Settings) -> str:
    """Where Telegram is to send updates: TELEGRAM_WEBHOOK_URL, with our path where it has none.

    Raises SettingsError when it is missing or no web address.
    """
    parts = urlsplit(settings.telegram_webhook_url)
    if parts.scheme not in ("https", "http") or not parts.netloc:
        raise SettingsError("TELEGRAM_WEBHOOK_URL must be the public address of the bot, https://…")
    path = parts.path if parts.path.strip("/") else PATH
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
