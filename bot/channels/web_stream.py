"""Replies as lines of JSON, each sent when it is there."""

from __future__ import annotations

import logging
from typing import Any

from sanic.exceptions import SanicException
from sanic.request import Request

from bot.answers.reply import Reply
from bot.channels.faults import describe
from bot.channels.gateway import Outcome
from bot.channels.web_http import LINES, dumped

logger = logging.getLogger(__name__)


class LineStream:
    """One response of lines. Each is a reply with the session's token beside it.

    The response starts with the first reply. A message that failed on the way ends without the
    end that HTTP knows, so that a client sees that it was not taken and repeats it.
    """

    def __init__(self, request: Request, token: str) -> None:
        self._request = request
        self._token = token
        self._response: Any = None
        self._gone = False

    @property
    def started(self) -> bool:
        """Whether something was sent."""
        return self._response is not None

    async def send(self, reply: Reply) -> None:
        """Send one reply; the first one sends the header before it.

        When the client has gone, nothing is sent: the message is answered and kept all the same.
        """
        if self._gone:
            return
        line = dumped(reply.as_json() | {"session": self._token})
        try:
            if self._response is None:
                content_type = f"{LINES}; charset=utf-8"
                self._response = await self._request.respond(content_type=content_type)
            await self._response.send(f"{line}\n")
        except (SanicException, OSError, RuntimeError, AttributeError) as error:
            # The server has taken the connection apart already: what it raises then differs.
            logger.info("A client left before its answer (%s).", describe(error))
            self._gone = True

    async def end(self, outcome: Outcome) -> None:
        """End the response, rightly or by a break."""
        if self._gone:
            return
        if outcome.failed:
            await self.send(outcome.replies[-1])
            self._request.transport.close()
        else:
            await self._response.eof()
