"""What Telegram shows of the bot before anybody writes: commands and descriptions, by language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from telegram import BotCommand, BotCommandScopeAllPrivateChats
from telegram.ext import ExtBot

from bot.channels.telegram.commands import SHOWN, string_key
from bot.channels.telegram.store import TelegramStore
from bot.content.model import Content

NOTE = "profile"
MAX_DESCRIPTION, MAX_SHORT, MAX_COMMAND = 512, 120, 256  # characters


@dataclass(frozen=True)
class Profile:
    """The profile in one language; `code` is "" for everybody whose language has none."""

    code: str
    description: str
    short: str
    commands: Mapping[str, str]


def profiles(content: Content) -> Iterator[Profile]:
    """The profile in each language that Telegram knows, that of the source for all others."""
    for code in ("", *(code for code in content.languages if len(code) == 2)):
        strings = content.ui[code or content.source_lang]
        yield Profile(
            code,
            strings.get("telegram_description", "")[:MAX_DESCRIPTION],
            strings.get("telegram_short_description", "")[:MAX_SHORT],
            {name: strings[string_key(name)][:MAX_COMMAND] for name in SHOWN},
        )


async def publish(bot: ExtBot[int], store: TelegramStore, content: Content) -> bool:
    """Tell Telegram, unless it knows; True when something was told.

    Raises TelegramError when Telegram cannot be reached or refuses.
    """
    wanted = list(profiles(content))
    told = json.dumps([asdict(profile) for profile in wanted], sort_keys=True)
    digest = hashlib.sha256(f"{bot.token}{told}".encode()).hexdigest()
    if store.note(NOTE) == digest:
        return False
    for profile in wanted:
        code = profile.code or None
        commands = [BotCommand(name, text) for name, text in profile.commands.items()]
        scope = BotCommandScopeAllPrivateChats()
        await bot.set_my_commands(commands, scope=scope, language_code=code)
        await bot.set_my_description(profile.description, language_code=code)
        await bot.set_my_short_description(profile.short, language_code=code)
    store.keep_note(NOTE, digest)
    return True
