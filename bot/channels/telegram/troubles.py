"""The answer when there is none: something is out of order."""

from __future__ import annotations

from bot.channels.exchange import EMERGENCY, UNAVAILABLE
from bot.channels.telegram.incoming import What
from bot.channels.telegram.plan import Plan
from bot.channels.telegram.stored import Received
from bot.channels.telegram.talk import Talk, guess_of

ANSWERED = frozenset({What.TEXT, What.EDIT, What.MEDIA, What.PRESS})


class Troubles:
    """Says that something is out of order, and whom to call in danger."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def plan(self, received: Received) -> Plan:
        """The sentence, in the language of the person's app: it needs nothing but the content."""
        if received.what not in ANSWERED:
            return Plan()
        composer = self._talk.composer
        contact = composer.content.contacts.get(EMERGENCY)
        number = contact.phone if contact is not None and contact.phone else ""
        guess, known = guess_of(received), composer.content.languages
        lang = guess if guess is not None and guess in known else composer.content.source_lang
        reply = composer.notice(UNAVAILABLE, lang, emergency=number)
        return Plan.sending(*self._talk.renderer.reply(reply))
