"""What the buttons do. Those of the conversation go to the gateway, the others are done here."""

from __future__ import annotations

from bot.answers.payload import Press
from bot.answers.telegram import (
    BEGIN,
    DELETE,
    HELPED,
    HELPED_NOT,
    OPEN,
    ORIGINAL,
    PAGE,
    SPEAK,
    STRING,
    Key,
    TelegramMessage,
    is_menu,
)
from bot.channels.telegram.deletion import Deletion
from bot.channels.telegram.outgoing import Deed, Outgoing
from bot.channels.telegram.plan import Plan
from bot.channels.telegram.stored import Received
from bot.channels.telegram.talk import Talk

OLD_BUTTON, THANKS = "telegram_old_button", "helpful_thanks"


class Presses:
    """Finds out what a pressed button asks for."""

    def __init__(self, talk: Talk, deletion: Deletion) -> None:
        self._talk = talk
        self._deletion = deletion

    async def handle(self, received: Received, lang: str) -> Plan:
        """What to do about a press."""
        press = self._talk.composer.signer.read(received.data)
        if press is None:
            return Plan(toast=self._talk.string(OLD_BUTTON, lang))
        if press.action == ORIGINAL:
            return self._original(received, press, lang)
        if press.action in (HELPED, HELPED_NOT):
            return await self._helped(received, press, lang)
        if press.action == DELETE:
            return await self._deletion.plan(received.chat, lang)
        if press.action == PAGE:
            return self._page(received, press, lang)
        if press.action in (OPEN, SPEAK, BEGIN):
            return await self._menu(received, press)
        return Plan.sending(*self._talk.shown(await self._talk.ask(received, received.data)))

    def _original(self, received: Received, press: Press, lang: str) -> Plan:
        """The text in the source language, alone in a message: to be held up at a counter."""
        composer = self._talk.composer
        source = composer.content.source_lang
        key = press.argument.removeprefix(STRING)
        if press.argument in composer.content.entries:
            reply = composer.entry(press.argument, source)
        elif key != press.argument and key in composer.content.ui[source]:
            reply = composer.notice(key, source)
        else:
            return Plan(toast=self._talk.string(OLD_BUTTON, lang))
        messages = self._talk.renderer.text(reply)
        first = Outgoing.send(messages[0], received.message)
        return Plan((first, *(Outgoing.send(message) for message in messages[1:])))

    async def _helped(self, received: Received, press: Press, lang: str) -> Plan:
        """Note the verdict, say thanks, take the two buttons away."""
        await self._talk.mark(received, press.argument, helpful=press.action == HELPED)
        signer = self._talk.composer.signer
        rows = []
        for row in received.buttons:
            presses = ((Key(title, data), signer.read(data)) for title, data in row)
            kept = tuple(k for k, p in presses if p and p.action not in (HELPED, HELPED_NOT))
            rows += [kept] if kept else []
        out = Outgoing(Deed.BUTTONS, rows=tuple(rows), at=received.message)
        return Plan((out,) if received.message else (), toast=self._talk.string(THANKS, lang))

    def _page(self, received: Received, press: Press, lang: str) -> Plan:
        topic, _, number = press.argument.rpartition(".")
        menu = self._talk.composer.topic(topic, lang)
        return Plan.replacing(received.message, self._talk.renderer.menu(menu, int(number)))

    async def _menu(self, received: Received, press: Press) -> Plan:
        """What a menu leads to takes its place; all that is no menu is a new message."""
        talk = self._talk
        action, argument = ("topic", press.argument) if press.argument else ("menu", "")
        if press.action != OPEN:
            action = "lang"
        replies = await talk.ask(received, talk.composer.signer.sign(action, argument))
        if not replies or not is_menu(replies[0]):
            return Plan.sending(*talk.shown(replies))
        begins = press.action == BEGIN
        first: TelegramMessage = (
            talk.renderer.chosen(replies[0]) if begins else talk.renderer.menu(replies[0])
        )
        return Plan.replacing(received.message, first, *talk.shown(replies[1:]))
