"""A small client of the web channel, for the commands and the tests."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import ServiceError


@dataclass(frozen=True)
class Exchange:
    """What came back for one message: the session's token and the replies as JSON."""

    session: str
    replies: tuple[Mapping[str, Any], ...]


class WebClient:
    """Talks to a running bot as the widget does."""

    def __init__(self, host: str, port: int, timeout: float = 60) -> None:
        self._url = f"http://{host}:{port}/webhooks/web/webhook"
        self._timeout = timeout

    def send(self, message: str, session: str | None = None, lang: str | None = None) -> Exchange:
        """Send one message; without a session a new one begins.

        Raises ServiceError when the bot does not answer with replies.
        """
        body = json.dumps({"session": session, "message": message, "lang": lang})
        request = urllib.request.Request(  # noqa: S310
            self._url, body.encode("utf-8"), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as response:  # noqa: S310
                found = json.load(response)
        except (OSError, ValueError) as error:
            raise ServiceError(f"The bot did not answer: {error}.") from error
        return Exchange(found["session"], tuple(found["replies"]))
