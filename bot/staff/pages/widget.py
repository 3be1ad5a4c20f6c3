"""The files of the real chat, and a conversation that leads nowhere: for the preview of a text.

Nothing here needs a login: the files are public on the bot as well, and the answers are fixed.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.answers.reply import Kind, Reply
from bot.staff.page import Call, Page
from bot.web.assets import Asset, read_assets, version
from bot.web.words import loader, words_json

SESSION = "preview"


def script(call: Call) -> Response:
    """What a page embeds."""
    made = loader(call.office.shelf.content(), version(widget_assets()))
    return Response(made, media_type="text/javascript; charset=utf-8")


def module(call: Call) -> Response:
    """A module or a style of the chat."""
    return _sent(widget_assets().get(call.path("name")))


def font(call: Call) -> Response:
    """A font of the chat."""
    return _sent(read_assets("fonts").get(call.path("name")))


def strings(call: Call) -> Response:
    """The words of the chat in one language."""
    lang, _, suffix = call.path("name").partition(".")
    content = call.office.shelf.content()
    if suffix != "json" or lang not in content.languages:
        return PlainTextResponse("Not Found", 404)
    return Response(words_json(content, lang), media_type="application/json")


def talk(call: Call) -> Response:
    """Whatever is written or pressed in a preview: it says that nothing happens."""
    lang = call.office.source
    direction = call.office.shelf.content().languages[lang].direction
    text = call.office.words("preview_silent")
    reply = Reply("preview", text, lang, direction, Kind.FALLBACK)
    return JSONResponse({"session": SESSION, "replies": [reply.as_json()]})


def feedback(call: Call) -> Response:
    """A mark in a preview counts nothing."""
    return Response(status_code=204)


@functools.cache
def widget_assets() -> Mapping[str, Asset]:
    """The modules and styles of the chat, read once."""
    return read_assets("static")


def _sent(found: Asset | None) -> Response:
    if found is None:
        return PlainTextResponse("Not Found", 404)
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(found.body, media_type=found.content_type, headers=headers)


PAGES = (
    Page("/chat/newcomer-chat.js", script, None),
    Page("/chat/app/{version}/{name}", module, None),
    Page("/chat/fonts/{name}", font, None),
    Page("/chat/strings/{name}", strings, None),
    Page("/webhooks/web/webhook", talk, None, "POST"),
    Page("/webhooks/web/feedback", feedback, None, "POST"),
)
