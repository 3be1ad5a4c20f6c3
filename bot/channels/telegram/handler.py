"""What the bot does about one update: commands and messages here, buttons in presses.py."""

from __future__ import annotations

from bot.answers.composer import LANGUAGE
from bot.answers.telegram import TelegramMessage
from bot.channels.limits import RateLimit
from bot.channels.telegram.commands import Command
from bot.channels.telegram.deletion import Deletion
from bot.channels.telegram.incoming import What
from bot.channels.telegram.plan import Plan
from bot.channels.telegram.presses import Presses
from bot.channels.telegram.stored import Received
from bot.channels.telegram.talk import Talk, sender_of

EDITED, NOT_A_TEXT, TOO_FAST = "edited_message", "unsupported_media", "notice_rate"
INVITATION = "telegram_inline"


class Handler:
    """Finds out what to do. Nothing is sent here, so that it can be stored first."""

    def __init__(self, talk: Talk, deletion: Deletion, limit: RateLimit) -> None:
        self._talk = talk
        self._deletion = deletion
        self._presses = Presses(talk, deletion)
        self._limit = limit
        self._told = RateLimit(1)

    async def handle(self, received: Received) -> Plan:
        """What to do about an update. Asked again about the same one, it finds the same."""
        if received.what in (What.BLOCKED, What.UNBLOCKED):
            return Plan(unreachable=received.what is What.BLOCKED)
        lang = await self._talk.lang(received)
        if received.what is What.INLINE:
            return Plan(invitation=self._talk.string(INVITATION, lang))
        in_danger = received.reading is not None and received.reading.crisis is not None
        if not in_danger and self._limit.take(sender_of(received.chat)) is not None:
            return self._slow_down(received, lang)
        if received.what is What.PRESS:
            return await self._presses.handle(received, lang)
        if received.command is None:
            return await self._message(received, lang, silent=in_danger)
        danger = await self._message(received, lang, silent=True) if in_danger else Plan()
        return danger.then(await self._command(received, received.command, lang))

    async def _message(self, received: Received, lang: str, *, silent: bool = False) -> Plan:
        """The answer to words; `silent`: without a notice before it."""
        notices = [] if silent else self._notices(received, lang)
        if received.reading is None:
            return Plan.sending(*notices)
        return Plan.sending(*notices, *self._talk.shown(await self._talk.ask(received)))

    async def _command(self, received: Received, command: Command, lang: str) -> Plan:
        """What a command does. The words after it, masked, are `received.reading`."""
        if received.what is not What.TEXT:
            return Plan()  # it was obeyed when it was written; that it was corrected is nothing
        talk = self._talk
        if command is Command.START:
            return Plan.sending(talk.renderer.start(lang))
        if command is Command.LANGUAGE:
            return Plan.sending(*talk.shown([talk.composer.entry(LANGUAGE, lang)]))
        if command is Command.DELETE:
            return await self._deletion.plan(received.chat, lang)
        if received.reading is not None:
            in_danger = received.reading.crisis is not None
            return Plan() if in_danger else await self._message(received, lang)
        menu = talk.composer.signer.sign("menu")
        return Plan.sending(*talk.shown(await talk.ask(received, menu)))

    def _notices(self, received: Received, lang: str) -> list[TelegramMessage]:
        """What is said before the answer: that a picture cannot be read, for example."""
        key = {What.MEDIA: NOT_A_TEXT, What.EDIT: EDITED}.get(received.what)
        return list(self._talk.notice(key, lang)) if key else []

    def _slow_down(self, received: Received, lang: str) -> Plan:
        """For a message above the limit: a notice once a minute, else silence."""
        if self._told.take(sender_of(received.chat)) is not None:
            return Plan()
        return Plan.sending(*self._talk.notice(TOO_FAST, lang))
