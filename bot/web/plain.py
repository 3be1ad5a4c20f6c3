"""The chat without JavaScript: a form that the server answers with a page."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Protocol

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.answers.reply import Button, Reply
from bot.answers.wording import Wording
from bot.content.model import Content
from bot.errors import BotError
from bot.web.files import Files
from bot.web.links import paragraphs
from bot.web.render import Renderer, page_language
from bot.web.words import GREETING, phones

LARGEST = 64 * 1024  # bytes of one form


class RefusedError(BotError):
    """A message is not taken now; the text says why, in the language that was asked for."""


class Talk(Protocol):
    """What the web channel does for this page."""

    async def ask(
        self, request: Request, session: str | None, message: str, lang: str | None, id: str
    ) -> tuple[str, Sequence[Reply]]:
        """The session's token and the replies to a message. Raises RefusedError."""

    async def forget(self, session: str) -> None:
        """Delete a conversation; nothing happens for a token that is not valid."""


class PlainPage:
    """Shows the form, and answers it. Nothing is kept here: the session travels in the form."""

    def __init__(
        self, content: Callable[[], Content], files: Files, renderer: Renderer, talk: Talk
    ) -> None:
        self._content = content
        self._files = files
        self._renderer = renderer
        self._talk = talk

    async def show(self, request: Request) -> HTTPResponse:
        """GET /chat/plain: the greeting and the languages. No conversation begins yet."""
        content = self._content()
        lang = page_language(request, content)
        return self._page(content, lang, chosen=request.args.get("lang", ""))

    async def take(self, request: Request) -> HTTPResponse:
        """POST /chat/plain: a message, a button, a language, or the end of the conversation."""
        content = self._content()
        if len(request.body) > LARGEST:
            lang = page_language(request, content)
            notice = Wording(content, lang).string("notice_too_long")
            return self._page(content, lang, notice=notice, status=413)
        form = {name: request.form.get(name, "") for name in _FIELDS}
        chosen = form["choose"] if form["choose"] in content.languages else form["lang"]
        lang = chosen if chosen in content.languages else page_language(request, content)
        if form["delete"]:
            if form["session"]:
                await self._talk.forget(form["session"])
            notice = Wording(content, lang).string("conversation_deleted")
            return self._page(content, lang, chosen=chosen, notice=notice)
        return await self._answered(request, content, lang, form | {"lang": chosen})

    async def _answered(
        self, request: Request, content: Content, lang: str, form: dict[str, str]
    ) -> HTTPResponse:
        message = form["press"] or form["message"]
        session = form["session"] or None
        if form["choose"] and session and not message:
            prompt = Wording(content, lang).string("topic_prompt")
            return self._page(content, lang, chosen=lang, session=session, notice=prompt)
        chosen = form["lang"] or None
        try:
            session, replies = await self._talk.ask(request, session, message, chosen, form["id"])
        except RefusedError as refused:
            return self._page(content, lang, chosen=form["lang"], notice=str(refused), status=429)
        said = "" if form["press"] else form["message"]
        return self._page(
            content, lang, chosen=form["lang"], session=session, said=said, replies=replies
        )

    def _page(
        self,
        content: Content,
        lang: str,
        *,
        chosen: str = "",
        session: str = "",
        said: str = "",
        notice: str = "",
        replies: Sequence[Reply] = (),
        status: int = 200,
    ) -> HTTPResponse:
        numbers = phones(content)
        greeting = content.entries[GREETING].answers.get(lang)
        texts = Wording(content, lang)
        first = texts.rendered(greeting.text) if greeting and not replies else ""
        return self._renderer.page(
            "plain.html",
            content,
            lang,
            status,
            address=self._files.address,
            linked=lambda text: paragraphs(text, numbers),
            greeting=first if not (session or notice) else "",
            chosen=chosen if chosen in content.languages else "",
            session=session,
            id=str(uuid.uuid4()),
            said=said,
            notice=notice,
            replies=replies,
            choices=_choices,
        )


_FIELDS = ("session", "id", "lang", "choose", "message", "press", "delete")


def _choices(reply: Reply) -> list[Button]:
    """The buttons of a reply; the languages of the greeting stand at the top of the page."""
    languages = reply.faq_id == GREETING
    return [b for b in reply.buttons if not (languages and b.payload.startswith("btn:lang:"))]
