"""The translation of one message: asked back, or done part by part."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import monotonic

from bot.answers.composer import Composer
from bot.answers.reply import Kind, Reply
from bot.answers.translations import Part, TranslationReplies
from bot.channels.faults import describe
from bot.channels.translating import Asked, Translating, part_of
from bot.errors import BotError
from bot.translation.result import Translation

TEXT_SECONDS = 60.0  # for a whole text; what is not done by then is not done
ANSWER_SECONDS = 15.0  # for an answer that has no text in the reader's language
TERMS = 8
logger = logging.getLogger(__name__)
Say = Callable[[Reply], Awaitable[None]]


class TranslationExchange:
    """Answers with translations, for one reader. Each reply is said as soon as it is there."""

    def __init__(
        self, translating: Translating, composer: Composer, reader: str, sender: str, say: Say
    ) -> None:
        self._translating = translating
        self._replies = TranslationReplies(composer, reader)
        self._reader = reader
        self._sender = sender
        self._say = say

    async def answer(self, asked: Asked) -> None:
        """Translate, or ask for what is missing. Raises BotError where it cannot be used."""
        if asked.text is None:
            self._translating.wait(self._sender, asked)
            await self._say(self._replies.send_it())
            return
        direction = await self._translating.direction(asked, self._reader)
        if direction.source is None or direction.source not in self._spoken:
            await self._say(self._replies.unknown())
        elif direction.target is None:
            self._translating.wait(self._sender, asked)
            await self._say(self._replies.which_language(direction.source))
        else:
            await self._translated(asked.text, direction.source, direction.target)

    async def instead(self, reply: Reply) -> Reply:
        """An answer that exists in the source language only, translated; unchanged where no
        translation passes the gate.
        """
        source = reply.lang
        if reply.kind is not Kind.ANSWER or source == self._reader:
            return reply
        try:
            work = self._translating.translate(reply.text, source, self._reader)
            found = await asyncio.wait_for(work, ANSWER_SECONDS)
        except (BotError, asyncio.TimeoutError) as error:
            logger.error("An answer could not be translated: %s.", describe(error))
            return reply
        if not found.shown or not found.partly:
            return reply
        return self._replies.instead(reply, found.text, found.state and found.state.value)

    @property
    def _spoken(self) -> frozenset[str]:
        return frozenset(self._replies.composer.content.languages)

    async def _translated(self, text: str, source: str, target: str) -> None:
        parts = self._translating.parts(text)
        end = monotonic() + TEXT_SECONDS
        held: list[Part] = []
        said = False
        for number, piece in enumerate(parts, 1):
            found = Translation("", False, None, 0.0, ())
            if monotonic() < end:
                found = await self._translating.translate(piece, source, target)
            held.append(part_of(found, piece, number, len(parts)))
            # What cannot be translated is shown beside what can, and not by itself.
            if said or found.partly:
                said = True
                for part in held:
                    await self._say(self._replies.part(part, source, target))
                held = []
        if said:
            await self._say(self._replies.advice())
            return
        terms = await self._translating.words(text, source, target)
        await self._say(self._replies.unavailable(source, target, terms[:TERMS]))
