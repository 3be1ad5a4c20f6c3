"""The small chat page at /chat: one page, one script, one style sheet, nothing from elsewhere."""

from __future__ import annotations

import html
import json
from pathlib import Path

from bot.content.model import Content

FOLDER = Path(__file__).resolve().parent
ASSETS = {
    "chat.js": "text/javascript; charset=utf-8",
    "chat.css": "text/css; charset=utf-8",
}
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
STRINGS = ("input_placeholder", "send", "show_danish", "offline", "retry", "typing")


def chat_page(content: Content, lang: str, chosen: str | None) -> str:
    """The page in `lang`; `chosen` is the language that its first request chooses, if any."""
    strings = {
        code: {key: content.ui[code].get(key, "") for key in STRINGS} | {"dir": language.direction}
        for code, language in content.languages.items()
    }
    ui = content.ui[lang]
    values = {
        "lang": lang,
        "dir": content.languages[lang].direction,
        "title": ui.get("chat_title", ""),
        "placeholder": ui.get("input_placeholder", ""),
        "send": ui.get("send", ""),
        "source": content.source_lang,
        "chosen": chosen or "",
        "strings": json.dumps(strings, ensure_ascii=False),
    }
    page = (FOLDER / "chat.html").read_text(encoding="utf-8")
    for name, value in values.items():
        page = page.replace("{{" + name + "}}", html.escape(value))
    return page


def asset(name: str) -> bytes:
    """The bytes of one of ASSETS."""
    return (FOLDER / name).read_bytes()
