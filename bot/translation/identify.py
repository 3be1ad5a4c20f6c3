"""In which language a text is, for the gate and for the direction of a translation."""

from __future__ import annotations

import unicodedata

from bot.nlu.language import LanguageIdentifier


class TextIdentifier:
    """The bot's language identification, as translation needs it."""

    def __init__(self, identifier: LanguageIdentifier) -> None:
        self._identifier = identifier

    def code(self, text: str) -> str | None:
        """The code of the language of `text`, None where that is not clear."""
        return self._identifier.identify(text).code

    def share(self, text: str, script: str) -> float:
        """The share of the letters of `text` that are of the script with this Unicode name."""
        letters = [char for char in text if char.isalpha()]
        name = script.upper()
        own = sum(unicodedata.name(char, "").startswith(name) for char in letters)
        return own / len(letters) if letters else 0.0
