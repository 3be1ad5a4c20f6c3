"""Names in other networks: "@name", "min instagram er name", "facebook.com/name"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.spans import PROFILE, Span
from bot.privacy.words import Words, any_of

HANDLE = re.compile(r"(?<![\w.@/])@ ?[A-Za-z][\w.]{2,31}(?![\w@])")
ADDRESS = re.compile(
    r"(?<![\w.-])(?:https?://)?(?:www\.|m\.)?(?:t\.me|wa\.me|m\.me|facebook\.com|fb\.com|fb\.me"
    r"|instagram\.com|tiktok\.com|snapchat\.com|linkedin\.com|twitter\.com|x\.com)/[^\s\[\]]{2,200}",
    re.IGNORECASE,
)
VALUE = r"(?P<value>[^\s\[\],;!?()\"]{3,64})"


@dataclass(frozen=True)
class ProfileFinder:
    """Finds them, by the words of data/masking.yml."""

    named: re.Pattern[str]

    @classmethod
    def of(cls, words: Words) -> ProfileFinder:
        """The finder for these words."""
        network, mine, is_ = (any_of(w) for w in (words.networks, words.mine, words.connectors))
        named = (
            rf"(?<![^\W_])(?P<mine>{mine} {{1,3}})?{network}(?: {{1,3}}(?P<after>{mine}))?"
            rf" {{0,3}}(?:(?P<sign>[:=])|(?P<is>{is_})(?= )|(?= )) {{0,3}}{VALUE}"
        )
        return cls(re.compile(named, re.IGNORECASE))

    def find(self, text: str) -> Iterator[Span]:
        """The names in a plain text. "Telegram er gratis" holds none, "min Telegram er x" does."""
        for pattern in (HANDLE, ADDRESS):
            for match in pattern.finditer(text):
                yield Span(match.start(), match.end(), PROFILE)
        for match in self.named.finditer(text):
            value = match.group("value").rstrip(".")
            owned = match.group("mine") or match.group("after")
            last = not text[match.end() :].strip(" .!")
            told = match.group("sign") or (owned and (match.group("is") or last))
            if value and (told or _looks_like_a_name(value)):
                yield Span(match.start("value"), match.start("value") + len(value), PROFILE)


def _looks_like_a_name(value: str) -> bool:
    inner = any(char in "_.@" for char in value[:-1])
    return inner or (value.isalnum() and value[0].isalpha() and value[-1].isdigit())
