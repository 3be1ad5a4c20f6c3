"""Style, script and fonts."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import PlainTextResponse, Response

from bot.settings import ROOT
from bot.staff.page import Call, Page
from bot.staff.view import STATIC

FONTS = ROOT / "bot" / "web" / "fonts"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}


def style(call: Call) -> Response:
    """A file of bot/staff/static."""
    return _file(STATIC, call.path("name"))


def font(call: Call) -> Response:
    """A font; the same ones as in the chat."""
    return _file(FONTS, call.path("name"))


def _file(folder: Path, name: str) -> Response:
    known = {path.name: path for path in folder.iterdir() if path.suffix in TYPES}
    if name not in known:
        return PlainTextResponse("Not Found", 404)
    headers = {"Cache-Control": "public, max-age=3600"}
    path = known[name]
    return Response(path.read_bytes(), media_type=TYPES[path.suffix], headers=headers)


PAGES = (
    Page("/static/{name}", style, None),
    Page("/fonts/{name}", font, None),
)
