"""The pages around the chat, on the blueprint of the web channel.

GET /chat                     the chat on a page of its own
GET /chat/plain               the same without JavaScript (and POST, its form)
GET /chat/newcomer-chat.js    what another site embeds
GET /chat/app/…, /chat/strings/…, /chat/fonts/…    what that fetches
GET /demo                     an example of a site that embeds the chat
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.answers.wording import Wording
from bot.content.model import Content
from bot.settings import Settings
from bot.web.files import Files
from bot.web.links import paragraphs
from bot.web.plain import PlainPage, Talk
from bot.web.render import Renderer, page_language
from bot.web.words import phones

READ = ("GET", "HEAD")
Handler = Callable[..., Awaitable[HTTPResponse]]


def add_pages(
    blueprint: Blueprint, content: Callable[[], Content], settings: Settings, talk: Talk
) -> None:
    """Register everything under /chat and /demo; `talk` answers the page without JavaScript."""
    files = Files(content, settings)
    renderer = Renderer()
    pages = Pages(content, files, renderer)
    plain = PlainPage(content, files, renderer, talk)
    routes = (
        ("chat_page", "/chat", pages.chat, READ),
        ("demo_page", "/demo", pages.demo, READ),
        ("plain_page", "/chat/plain", plain.show, READ),
        ("plain_form", "/chat/plain", plain.take, ("POST",)),
        ("chat_loader", "/chat/newcomer-chat.js", files.loader, READ),
        ("chat_strings", "/chat/strings/<name:str>", files.strings, READ),
        ("chat_module", "/chat/app/<built:str>/<name:str>", files.module, READ),
        ("chat_font", "/chat/fonts/<name:str>", files.font, READ),
    )
    for name, path, handler, methods in routes:
        blueprint.add_route(_function(handler), path, methods=list(methods), name=name)


def _function(handler: Handler) -> Handler:
    """`handler` as a function: sanic writes on the handlers, which a bound method refuses."""

    async def handle(request: Request, **values: str) -> HTTPResponse:
        return await handler(request, **values)

    return handle


class Pages:
    """The two pages that hold the widget."""

    def __init__(self, content: Callable[[], Content], files: Files, renderer: Renderer) -> None:
        self._content = content
        self._files = files
        self._renderer = renderer

    async def chat(self, request: Request) -> HTTPResponse:
        """GET /chat: the chat fills the page."""
        content = self._content()
        lang = page_language(request, content)
        return self._renderer.page("chat.html", content, lang, address=self._files.address)

    async def demo(self, request: Request) -> HTTPResponse:
        """GET /demo: a site with its own look, its texts taken from the content."""
        content = self._content()
        lang = page_language(request, content)
        wording = Wording(content, lang)
        firsts = [found[0] for topic in content.topics if (found := content.of_topic(topic))]
        articles = [
            {
                "topic": wording.string(f"topic_{entry.topic}"),
                "id": entry.topic,
                "text": paragraphs(wording.rendered(entry.answers[lang].text), phones(content)),
            }
            for entry in firsts
            if lang in entry.answers
        ]
        return self._renderer.page(
            "demo.html",
            content,
            lang,
            address=self._files.address,
            articles=articles,
            site=wording.string("demo_site"),
            note=wording.string("demo_note"),
        )
