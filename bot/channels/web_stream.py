"""Replies as lines of JSON, each sent when it is there."""

from __future__ import annotations

from typing import Any

from sanic.request import Request

from bot.answers.reply import Reply
from bot.channels.gateway import Outcome
from bot.channels.web_http import LINES, dumped


class LineStream:
    """One response of lines. Each is a reply with the session's token beside it.

    The response starts with the first reply. A message that failed on the way ends without the
    end that HTTP knows, so that a client sees that it was not taken and repeats it.
    """

    def __init__(self, request: Request, token: str) -> None:
        self._request = request
        self._token = token
        self._response: Any = None

    @property
    def started(self) -> bool:
        """Whether something was sent."""
        return self._response is not None

    async def send(self, reply: Reply) -> None:
        """Send one reply; the first one sends the header before it."""
        if self._response is None:
            content_type = f"{LINES}; charset=utf-8"
            self._response = await self._request.respond(content_type=content_type)
        line = dumped(reply.as_json() | {"session": self._token})
        await self._response.send(f"{line}\n")

    async def end(self, outcome: Outcome) -> None:
        """End the response, rightly or by a break."""
        if outcome.failed:
            await self.send(outcome.replies[-1])
            self._request.transport.close()
        else:
            await self._response.eof()
