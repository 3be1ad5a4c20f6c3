"""One message and its replies, from what it is to what the conversation is afterwards."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.answers.composer import GREETING, LANGUAGE, MENU, Composer
from bot.answers.payload import Press
from bot.answers.ranking import dangerous
from bot.answers.reply import Kind, Reply
from bot.answers.translations import TRANSLATE, TranslationReplies
from bot.channels.counting import events
from bot.channels.faults import describe
from bot.channels.languages import Decision, decide
from bot.channels.reading import Reading
from bot.channels.translating import TRANSLATION_TEXT, Asked
from bot.channels.translation_exchange import TranslationExchange
from bot.channels.turns import CRISIS_TEXT, Turn
from bot.privacy.counts import Event
from bot.privacy.records import ANSWERED, Conversation, Unanswered

if TYPE_CHECKING:
    from bot.channels.gateway import Emit, Incoming, Parts

PRIVATE, UNCLEAR = "personal_data", "nlu_fallback"
EMPTY, TOO_LONG, UNAVAILABLE = "notice_empty", "notice_too_long", "error_unavailable"
EMERGENCY = "emergency"  # the contact whose number a fault names
NOTE_SECONDS = 5.0
logger = logging.getLogger(__name__)


class Exchange:
    """The handling of one message. `replies` grows; each was emitted, but for that of a fault."""

    def __init__(
        self,
        parts: Parts,
        incoming: Incoming,
        message: str,
        before: Conversation,
        composer: Composer,
        emit: Emit,
    ) -> None:
        self.incoming = incoming
        self.message = message
        self.replies: list[Reply] = []
        self.failed = False
        self.translated = False
        self.unanswered: Unanswered | None = None
        self._parts = parts
        self._before = before
        self._composer = composer
        self._emit = emit
        self._reading = Reading()
        self._decision = Decision(composer.content.source_lang, None)

    async def answer(self, reading: Reading) -> None:
        """Find and emit the replies; what went wrong becomes a reply too, and sets `failed`."""
        self._reading = reading
        self._decision = self._decide(reading)
        lang = self._decision.lang
        compose = self._composer
        if reading.empty:
            first = self.incoming.first
            await self._say(compose.entry(GREETING, lang) if first else compose.notice(EMPTY, lang))
            return
        if reading.crisis is not None:
            await self._danger(reading.crisis.id)
        if reading.private:
            await self._say(compose.entry(PRIVATE, lang))
        if reading.too_long:
            await self._say(compose.notice(TOO_LONG, lang))
        elif reading.crisis is not None or reading.only_private:
            return
        elif not await self._translate(reading) and await self._foreign(reading):
            await self._ask(reading)

    def kept(self) -> list[Reply]:
        """The replies to store: nothing of a text that was translated."""
        if not self.translated or not self.replies:
            return self.replies
        words = TranslationReplies(self._composer, self._decision.lang)
        return [replace(words.gone(), id=self.replies[0].id)]

    def after(self) -> Conversation:
        """The conversation after this exchange."""
        if self.failed:  # only the language is known for certain
            return replace(self._before, chosen=self._decision.chosen, last=self._decision.lang)
        answers = [reply.faq_id for reply in self.replies if reply.kind is Kind.ANSWER]
        # "Thank you" and the like leave the subject; what was not understood, danger, or a
        # new beginning ends it.
        polite = all(r.kind is Kind.DIALOGUE and r.faq_id != GREETING for r in self.replies)
        kept = self._before.subject if polite else None
        content = self._composer.content
        asked_back = any(
            reply.kind is Kind.CLARIFY and not dangerous((b.faq_id for b in reply.buttons), content)
            for reply in self.replies
        )
        return Conversation(
            chosen=self._decision.chosen,
            last=self._decision.lang,
            subject=answers[-1] if answers else kept,
            question=self._reading.text if asked_back and self._reading.text else None,
        )

    def events(self) -> tuple[Event, ...]:
        """What this exchange counts as, without who and what."""
        content, pressed = self._composer.content, self._reading.press is not None
        return events(self.replies, self.incoming.channel, content, pressed=pressed)

    def _decide(self, reading: Reading) -> Decision:
        content = self._composer.content
        press = reading.press
        crisis = reading.crisis.lang if reading.crisis else None
        return decide(
            content.languages,
            content.source_lang,
            chosen=self._before.chosen,
            requested=press.argument if press and press.action == "lang" else self.incoming.lang,
            detected=reading.detected or crisis,
            last=self._before.last,
            guess=self.incoming.guess,
        )

    async def _danger(self, crisis: str) -> None:
        """The fixed text, before anything else; the conversation learns only that there was one."""
        reply = self._offering([self._composer.entry(crisis, self._decision.lang)])
        await self._say(*reply)
        turn = Turn(self.incoming.sender, self.message, CRISIS_TEXT, self.incoming.channel)
        await self._noted(turn, reply[0])

    async def _translate(self, reading: Reading) -> bool:
        """Do what a message wishes about translating; False where it wishes nothing of it."""
        asked = self._parts.translating.asked(self.incoming.sender, reading)
        if asked is None:
            return False
        self.translated = True
        try:
            self._decision = replace(self._decision, lang=await self._reader(asked), offer=None)
            await self._translation().answer(asked)
        except Exception as error:  # whatever a model or a file does, the person gets a sentence
            logger.error("A text could not be translated: %s.", describe(error))
            await self._say(self._out_of_order())
        incoming = self.incoming
        turn = Turn(incoming.sender, self.message, TRANSLATION_TEXT, incoming.channel)
        await self._noted(turn, replace(self.kept()[0], text=TRANSLATION_TEXT))
        return True

    def _translation(self) -> TranslationExchange:
        return TranslationExchange(
            self._parts.translating,
            self._composer,
            self._decision.lang,
            self.incoming.sender,
            self._say,
        )

    async def _reader(self, asked: Asked) -> str:
        """The language of whoever asks, which is not that of the text."""
        spoken = self._composer.content.languages
        before = self._decision.chosen or self._before.last
        own = await self._parts.translating.language(asked.head) if asked.head else None
        known = (code for code in (before, own) if code in spoken)
        return next(known, None) or self._decision.lang

    async def _foreign(self, reading: Reading) -> bool:
        """Answer a language that is not spoken in itself; True when there is more to do.

        Every message goes on to the dialogue engine but those in a language that is not
        understood either.
        """
        content = self._composer.content
        language = content.others.get(reading.detected or "")
        if language is None:
            return True
        reply = self._composer.unsupported(language.code, self._decision.lang)
        await self._say(reply)
        if not language.understood:
            incoming = self.incoming
            turn = Turn(incoming.sender, self.message, reading.text, incoming.channel)
            await self._noted(turn, reply)
        return language.understood

    async def _noted(self, turn: Turn, reply: Reply) -> None:
        """Put an answer that Rasa did not make into the conversation; it stands without that."""
        try:
            await asyncio.wait_for(self._parts.turns.note(turn, [reply.as_json()]), NOTE_SECONDS)
        except Exception as error:  # whatever it is, the person has the answer
            logger.error("A message was answered but not noted: %s.", describe(error))

    async def _ask(self, reading: Reading) -> None:
        """Let the dialogue engine answer; any fault of it becomes a clear sentence."""
        try:
            turn, direct = self._turn(reading)
            if direct is None:
                found = await asyncio.wait_for(self._parts.turns.take(turn), self._parts.seconds)
                replies = [Reply.from_json(reply) for reply in found]
            else:
                replies = [direct]
                await self._parts.turns.note(turn, [direct.as_json()])
        except Exception as error:  # Rasa may raise anything; the user gets one sentence
            logger.error("A message could not be answered: %s.", describe(error))
            self.failed = True
            self.replies.append(self._out_of_order())  # the channel says that it is not final
            return
        replies = self._changed_language(replies)
        self._remember_unanswered(replies)
        translation = self._translation()
        replies = [await translation.instead(self._with_button(reply)) for reply in replies]
        await self._say(*self._offering(replies))

    def _with_button(self, reply: Reply) -> Reply:
        """What is said about translating, with the button that asks for a text."""
        if reply.faq_id != TRANSLATE:
            return reply
        button = TranslationReplies(self._composer, reply.lang).button()
        return reply.with_buttons((button, *reply.buttons))

    def _turn(self, reading: Reading) -> tuple[Turn, Reply | None]:
        """What to ask the dialogue engine; and the reply where it need not be asked."""
        metadata: dict[str, Any] = {
            "lang": self._decision.lang,
            "detected": reading.detected,
            "chosen": self._decision.chosen is not None,
            "subject": self._before.subject,
        }
        text, direct = reading.text, None
        if reading.press is not None:
            intent, more = self._pressed(reading.press)
            text, metadata = f"/{intent}", metadata | more | {"pressed": True}
            if not self._parts.turns.knows(intent) and intent in self._composer.content.entries:
                # An entry that is newer than the model: its text is there all the same.
                direct = self._composer.entry(intent, self._decision.lang)
        incoming = self.incoming
        return Turn(incoming.sender, self.message, text, incoming.channel, metadata), direct

    def _pressed(self, press: Press) -> tuple[str, dict[str, Any]]:
        """The intent of a button, and what else the action must know."""
        content = self._composer.content
        if press.action == "faq" and press.argument in content.entries:
            return press.argument, {}
        if press.action == "topic" and press.argument in content.topics:
            return MENU, {"topic": press.argument}
        if press.action == "lang" and press.argument in content.languages:
            return LANGUAGE, {"language_chosen": True}
        if press.action == "none":
            return UNCLEAR, {}
        return MENU, {}

    def _changed_language(self, replies: list[Reply]) -> list[Reply]:
        """After "answer me in …": confirm in that language; after a button: the answer again."""
        if not any(reply.faq_id == LANGUAGE for reply in replies):
            return replies
        press = self._reading.press
        if press is not None:
            subject = self._before.subject
            if press.action == "lang" and subject in self._composer.content.entries:
                return [*replies, self._composer.entry(str(subject), self._decision.lang)]
            return replies
        wanted = self._parts.wishes.wanted(self._reading.text, self._decision.lang)
        if wanted is None or wanted not in self._composer.content.languages:
            return replies
        self._decision = Decision(wanted, wanted)
        return [self._composer.language_chosen(wanted)]

    def _remember_unanswered(self, replies: Sequence[Reply]) -> None:
        """A question that stayed without an answer goes to the inbox, masked; one that has got an
        answer can follow when that did not help.
        """
        fallback = next((reply for reply in replies if reply.kind is Kind.FALLBACK), None)
        text = self._before.question if self._reading.press else self._reading.text
        if fallback is not None and text and any(char.isalpha() for char in text):
            lang = self._reading.detected or fallback.lang
            self.unanswered = Unanswered(text, lang, fallback.kind.value)
        answer = next((reply for reply in replies if reply.kind is Kind.ANSWER), None)
        if fallback is None and answer is not None and text:
            lang = self._reading.detected or answer.lang
            self.unanswered = Unanswered(text, lang, ANSWERED)

    def _offering(self, replies: list[Reply]) -> list[Reply]:
        """The replies, with a button to the language of the message where that is another one."""
        offer = self._decision.offer
        if offer is None or not replies:
            return replies
        answers = [i for i, reply in enumerate(replies) if reply.kind is Kind.ANSWER]
        place = answers[-1] if answers else len(replies) - 1
        button = self._composer.switch_button(offer)
        found = list(replies)
        found[place] = replace(found[place], buttons=(*found[place].buttons, button))
        return found

    def _out_of_order(self) -> Reply:
        contact = self._composer.content.contacts.get(EMERGENCY)
        number = contact.phone if contact is not None and contact.phone else ""
        return self._composer.notice(UNAVAILABLE, self._decision.lang, emergency=number)

    async def _say(self, *replies: Reply) -> None:
        for reply in replies:
            self.replies.append(reply)
            await self._emit(reply)
