"""Errors that the app shows: a code for the words in ui.yml, and an English sentence."""

from __future__ import annotations

from bot.errors import BotError


class StaffError(BotError):
    """Something that cannot be done. The app says it in the words of `error_<code>`."""

    def __init__(self, code: str, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.code = code
        self.values = values
