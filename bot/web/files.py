"""Serves the files of the widget: its modules, words, fonts and styles."""

from __future__ import annotations

from collections.abc import Callable

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.content.model import Content
from bot.settings import Settings
from bot.web.assets import Asset, asset, read_assets, version
from bot.web.headers import file_headers
from bot.web.words import loader, words_json


class Files:
    """Answers requests for files; they are read once, words are made anew for new content."""

    def __init__(self, content: Callable[[], Content], settings: Settings) -> None:
        self._content = content
        self._allowed = frozenset(settings.allowed_origins)
        self._static = read_assets("static")
        self._fonts = read_assets("fonts")
        self._version = version(self._static)
        self._made: dict[str, tuple[str, Asset]] = {}

    async def loader(self, request: Request) -> HTTPResponse:
        """GET /chat/newcomer-chat.js: the one address that a site embeds."""
        made = self._of_content("loader", ".js", lambda found: loader(found, self._version))
        return self._sent(request, made)

    async def strings(self, request: Request, name: str) -> HTTPResponse:
        """GET /chat/strings/<lang>.json: the words of the chat in one language."""
        lang, _, suffix = name.partition(".")
        if suffix != "json" or lang not in self._content().languages:
            return self._sent(request, None)
        return self._sent(
            request, self._of_content(lang, ".json", lambda found: words_json(found, lang))
        )

    async def module(self, request: Request, built: str, name: str) -> HTTPResponse:
        """GET /chat/app/<version>/<file>: kept for a year where the version is today's."""
        return self._sent(request, self._static.get(name), lasting=built == self._version)

    async def font(self, request: Request, name: str) -> HTTPResponse:
        """GET /chat/fonts/<file>: the fonts and their licences."""
        return self._sent(request, self._fonts.get(name), lasting=True)

    def address(self, name: str) -> str:
        """The address of a static file, below the server's own."""
        return f"chat/app/{self._version}/{name}"

    def _of_content(self, name: str, suffix: str, make: Callable[[Content], str]) -> Asset:
        content = self._content()
        kept = self._made.get(name)
        if kept is None or kept[0] != content.version:
            kept = (content.version, asset(make(content).encode(), suffix))
            self._made[name] = kept
        return kept[1]

    def _sent(self, request: Request, found: Asset | None, lasting: bool = False) -> HTTPResponse:
        if found is None:
            return HTTPResponse(status=404, content_type="text/plain")
        origin = request.headers.get("Origin")
        headers = file_headers(found.etag, origin, self._allowed, lasting)
        if found.etag in request.headers.get("If-None-Match", ""):
            return HTTPResponse(status=304, headers=headers)
        body = found.body
        if found.packed is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"], body = "gzip", found.packed
        return HTTPResponse(body, headers=headers, content_type=found.content_type)
