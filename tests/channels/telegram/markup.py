"""The Bot API's HTML, read strictly: what its documentation allows and nothing else."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from tests.channels.telegram.schema import bad, utf16

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z-]+)(?P<rest>[^<>]*)>")
HREF = re.compile(r' href="(?P<url>[^"<>]*)"\Z')
ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")


@dataclass
class _Open:
    name: str
    start: int
    url: str | None


def parsed(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The text and the entities of a marked-up message. Raises RefusedError when it is invalid."""
    text = ""
    stack: list[_Open] = []
    entities: list[dict[str, Any]] = []
    place = 0
    while place < len(source):
        if source[place] == "<":
            tag = TAG.match(source, place)
            if tag is None or tag["name"] not in STYLES:
                raise bad(f"can't parse entities: Unsupported start tag at offset {place}")
            if tag["end"]:
                entities += _closed(tag, stack, text)
            else:
                stack.append(_opened(tag, stack, text))
            place = tag.end()
            continue
        if source[place] == ">":
            raise bad(f"can't parse entities: '>' must be escaped at offset {place}")
        if source[place] == "&":
            entity = ENTITY.match(source, place)
            if entity is None:
                raise bad(f"can't parse entities: '&' must be escaped at offset {place}")
            text += html.unescape(entity[0])
            place = entity.end()
            continue
        text += source[place]
        place += 1
    if stack:
        raise bad(f"can't parse entities: Can't find end tag for {stack[-1].name}")
    return text, sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def _opened(tag: re.Match[str], stack: list[_Open], text: str) -> _Open:
    url = None
    if tag["name"] == "a":
        href = HREF.match(tag["rest"])
        if href is None:
            raise bad("can't parse entities: a link needs href")
        url = html.unescape(href["url"])
        if not re.match(r"(?:https?|tg)://[^\s/]", url):
            raise bad("can't parse entities: only http, https and tg links are shown")
    elif tag["rest"]:
        raise bad(f"can't parse entities: {tag['name']} takes no attribute here")
    if any(o.name in ("code", "pre") for o in stack):
        raise bad("can't parse entities: nothing may stand inside code")
    return _Open(tag["name"], utf16(text), url)


def _closed(tag: re.Match[str], stack: list[_Open], text: str) -> list[dict[str, Any]]:
    if not stack or stack[-1].name != tag["name"] or tag["rest"]:
        raise bad(f"can't parse entities: Unmatched end tag {tag['name']}")
    opened = stack.pop()
    length = utf16(text) - opened.start
    if not length:
        return []
    found = {"type": STYLES[opened.name], "offset": opened.start, "length": length}
    return [found | ({"url": opened.url} if opened.url else {})]
