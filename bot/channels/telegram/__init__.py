"""The Telegram channel."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """`TelegramInput`, as credentials.yml names it; Rasa is imported for nothing else here."""
    if name == "TelegramInput":
        from bot.channels.telegram.channel import TelegramInput

        return TelegramInput
    raise AttributeError(name)
