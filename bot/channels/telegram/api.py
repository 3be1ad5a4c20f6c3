"""The connection to Telegram's Bot API, and silence about what goes over it."""

from __future__ import annotations

import logging
import ssl
from functools import cache

import httpx
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.settings import Settings

CONNECTIONS = 32
SECONDS = 10.0  # to connect, to write, to read an answer
# Tries when Telegram says "too many requests", each after the pause that it asks for.
FLOOD_RETRIES = 10
# httpx writes each address with the token in it; python-telegram-bot whole payloads on errors.
LOUD = ("httpx", "httpcore", "telegram")


def make_bot(settings: Settings) -> ExtBot[int]:
    """A client of the Bot API that keeps Telegram's rate limits. Connects to nothing yet."""
    return ExtBot(
        settings.telegram_token,
        base_url=f"{settings.telegram_api_url}/bot",
        base_file_url=f"{settings.telegram_api_url}/file/bot",
        request=make_request(),
        get_updates_request=make_request(1),
        rate_limiter=AIORateLimiter(max_retries=FLOOD_RETRIES),
    )


def make_request(connections: int = CONNECTIONS) -> HTTPXRequest:
    """Connections to Telegram."""
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=SECONDS,
        read_timeout=SECONDS,
        write_timeout=SECONDS,
        pool_timeout=SECONDS,
        httpx_kwargs={"verify": _certificates()},
    )


def silence_libraries() -> None:
    """No library writes tokens or messages to a log. What goes wrong is logged by our own code."""
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


@cache
def _certificates() -> ssl.SSLContext:
    """The authorities that are trusted; reading them takes nearly half a second."""
    return httpx.create_ssl_context()
