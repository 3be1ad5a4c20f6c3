"""The pieces of a text that must be the same in every language."""

from __future__ import annotations

import re
import unicodedata

PLACEHOLDER = re.compile(r"\{contact:([a-z0-9_]+)(?:\.([a-z_]+))?\}")
SITE = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:[\w-]+\.)+(?:dk|ngo|org|com|net|eu)\b(?:/[^\s)،۔።,]*)?"
)
BRACKETED = re.compile(r"\(([^()]*)\)")
_NUMBER = re.compile(r"\d+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


def placeholders(text: str) -> frozenset[str]:
    """The contact placeholders, as they are written."""
    return frozenset(match.group() for match in PLACEHOLDER.finditer(text))


def sites(text: str) -> frozenset[str]:
    """The web sites named, in lower case and without protocol and final slash or full stop."""
    found = SITE.findall(PLACEHOLDER.sub(" ", text))
    return frozenset(re.sub(r"^https?://", "", s).rstrip("./").lower() for s in found)


def numbers(text: str) -> frozenset[str]:
    """The numbers written with digits of any script, as European digits."""
    bare = SITE.sub(" ", PLACEHOLDER.sub(" ", text))
    return frozenset(
        "".join(str(unicodedata.decimal(d)) for d in number) for number in _NUMBER.findall(bare)
    )


def bracketed_terms(text: str) -> frozenset[str]:
    """What stands in round brackets in Latin letters, in lower case."""
    inner = (match.group(1).strip() for match in BRACKETED.finditer(PLACEHOLDER.sub(" ", text)))
    return frozenset(i.lower() for i in inner if _LATIN.search(i) and not SITE.fullmatch(i))
