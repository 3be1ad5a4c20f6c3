"""The commands of the bot: how they are written, and which of them stand in the menu."""

from __future__ import annotations

import re
from enum import Enum


class Command(str, Enum):
    """A command; its value is its name in Telegram."""

    START = "start"
    LANGUAGE = "sprog"
    HELP = "hjaelp"
    DELETE = "slet"


# Telegram itself suggests /help in every chat.
_ALSO = {"help": Command.HELP}
# Telegram shows a button for /start by itself.
SHOWN = tuple(command.value for command in Command if command is not Command.START)
_WRITTEN = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?:\s|\Z)")


def read_command(text: str) -> tuple[Command | None, str]:
    """The command that a message begins with, None for any other; and the words that are left."""
    written = _WRITTEN.match(text)
    known = {command.value: command for command in Command} | _ALSO
    command = known.get(written.group(1).lower()) if written else None
    if written is None or command is None:
        return None, text
    return command, text[written.end() :].strip()


def string_key(name: str) -> str:
    """The key of the interface string that says what a command does."""
    return f"command_{name}"
