"""What can be followed in a text: https addresses, phone numbers, e-mail addresses.

Nothing else becomes a link, whatever a text holds. static/panel.js does the same in the
browser; one test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markupsafe import Markup

_REST = "[^\\s<>\"'\u2066-\u2069]"
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_SITE = rf"(?<![\w.@-])(?:[a-z0-9-]+\.)+(?:dk|org|com|eu|net|ngo)\b(?:/{_REST}*)?"
_EIGHT = "(?:\\+\\d\\d )?\\d\\d(?:[ \u00a0]\\d\\d){3}"
_AFTER = ".,;:!?)]»”،؛؟።፣፤፧"


def pieces(text: str, phones: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """`text` in pieces (text, address); the address of plain text is None."""
    start = 0
    for match in _pattern(tuple(phones)).finditer(text):
        shown = match.group().rstrip(_AFTER)
        yield text[start : match.start()], None
        yield shown, _address(shown, match)
        start = match.start() + len(shown)
    yield text[start:], None


def paragraphs(text: str, phones: Sequence[str]) -> Markup:
    """`text` as HTML paragraphs, everything escaped but its links."""
    parts = re.split(r"\n\s*\n", text)
    return Markup().join(Markup("<p>{}</p>").format(_linked(part, phones)) for part in parts)


def _linked(text: str, phones: Sequence[str]) -> Markup:
    link = Markup('<a href="{}" rel="noreferrer"><bdi dir="ltr">{}</bdi></a>')
    found = pieces(text, phones)
    return Markup().join(link.format(href, shown) if href else shown for shown, href in found)


def _address(shown: str, match: re.Match[str]) -> str:
    if match["phone"]:
        return "tel:" + re.sub(r"[^\d+]", "", shown)
    if match["mail"]:
        return f"mailto:{shown}"
    return shown if match["https"] else f"https://{shown}"


@lru_cache(maxsize=8)
def _pattern(phones: tuple[str, ...]) -> re.Pattern[str]:
    known = ["[ \u00a0]?".join(re.sub(r"\D", "", phone)) for phone in phones]
    phone = rf"(?<![\w+.,-])(?:{'|'.join([*known, _EIGHT])})(?![\w-]|[.,]\d)"
    https = f"https://{_REST}+"
    return re.compile(f"(?P<https>{https})|(?P<mail>{_MAIL})|(?P<phone>{phone})|{_SITE}", re.I)
