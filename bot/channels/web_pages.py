"""The page without JavaScript talks to the bot in the same way as the widget does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sanic.request import Request

from bot.answers.reply import Reply
from bot.channels.web_http import client_of
from bot.channels.web_request import MessageRequest, RequestError, checked_id
from bot.channels.web_service import WebService
from bot.web.plain import RefusedError


class PageTalk:
    """What bot.web.plain needs of the web channel."""

    def __init__(self, service: Callable[[], WebService]) -> None:
        self._service = service

    async def ask(
        self, request: Request, session: str | None, message: str, lang: str | None, id: str
    ) -> tuple[str, Sequence[Reply]]:
        """The session's token and the replies to a message. Raises RefusedError."""
        service = self._service()
        client = client_of(request, service.content.languages)
        known = lang if lang in service.content.languages else None
        try:
            found, new = await service.open(session, client, known)
            asked = MessageRequest(message, found.token, known, checked_id(id or None))
        except RequestError as error:
            raise RefusedError(str(error)) from error
        outcome = await service.answer(asked, found, new, client)
        return found.token, outcome.replies

    async def forget(self, session: str) -> None:
        """Delete a conversation; nothing happens for a token that is not valid."""
        service = self._service()
        known = await service.known(session)
        if known is not None:
            await service.gateway.forget(known.sender)
