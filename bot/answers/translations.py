"""Replies about a text that was translated: the parts of it, the questions, the advice."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from bot.answers.bidi import isolate
from bot.answers.composer import Composer
from bot.answers.reply import Button, Kind, Reply
from bot.answers.wording import Wording

TRANSLATE = "translate"  # the row of the coverage list, and the action of the button
MACHINE = "machine"


@dataclass(frozen=True)
class Part:
    """Some sentences of a text. `pieces` are, in order, (source sentence, translation or None
    where there is none to show, white space behind it); `state` is that of the least checked.
    """

    pieces: tuple[tuple[str, str | None, str], ...]
    state: str | None
    number: int
    count: int

    @property
    def source(self) -> str:
        """The sentences as they were."""
        return "".join(text + gap for text, _, gap in self.pieces).strip()

    @property
    def whole(self) -> bool:
        """Whether every sentence has a translation."""
        return all(found is not None for _, found, _ in self.pieces)


@dataclass(frozen=True)
class TranslationReplies:
    """Makes the replies for a reader of `lang`."""

    composer: Composer
    lang: str

    def button(self, target: str = "") -> Button:
        """The button that asks for a text, or for one into `target`."""
        content = self.composer.content
        words = Wording(content, self.lang)
        title = content.languages[target].name if target else words.string("button_translate")
        return Button(title, self.composer.signer.sign(TRANSLATE, target))

    def send_it(self) -> Reply:
        """Asks for the text."""
        return self._said("translate_send")

    def which_language(self, source: str) -> Reply:
        """Asks for the direction."""
        codes = (code for code in self.composer.content.languages if code != source)
        return self._said("translate_direction", buttons=tuple(map(self.button, codes)))

    def unknown(self) -> Reply:
        """The text is in no language of the bot."""
        return self._said("translate_unknown")

    def gone(self) -> Reply:
        """The text is not there any more."""
        return self._said("translate_gone")

    def advice(self) -> Reply:
        """Have it read by a person."""
        return self._said("translate_advice", buttons=(self.button(),))

    def unavailable(self, source: str, target: str, terms: Iterable[tuple[str, str]] = ()) -> Reply:
        """Says that it cannot do this yet; `terms` are words of the text, translated."""
        languages = self.composer.content.languages
        names = {"source": languages[source].name, "target": languages[target].name}
        words = Wording(self.composer.content, self.lang)
        lines = [words.string("translate_unavailable", **names)]
        listed = [f"{one}: {other}" for one, other in terms]
        if listed:
            lines += ["", words.string("translate_words"), *map(words.rendered, listed)]
        return self._reply("\n".join(lines), buttons=(self.button(),))

    def part(self, part: Part, source: str, target: str) -> Reply:
        """One part of the translated text, with its label; the Danish of it where there is one."""
        content = self.composer.content
        words, left = Wording(content, self.lang), Wording(content, target)
        pieces = [
            (found if found is not None else left.string("translate_left", text=text)) + gap
            for text, found, gap in part.pieces
        ]
        text = isolate("".join(pieces).strip(), content.languages[target].direction)
        home = content.source_lang
        return Reply(
            id=uuid.uuid4().hex,
            text=text,
            lang=target,
            dir=content.languages[target].direction,
            kind=Kind.TRANSLATION,
            faq_id=TRANSLATE,
            translation=part.state,
            label=" ".join(self._labels(part, words)),
            danish={source: part.source, target: text}.get(home),
        )

    def instead(self, reply: Reply, text: str, state: str | None) -> Reply:
        """An answer that has no text in the reader's language, with a translation of it."""
        words = Wording(self.composer.content, self.lang)
        return Reply(
            id=reply.id,
            text=isolate(text, words.direction),
            lang=self.lang,
            dir=words.direction,
            kind=reply.kind,
            faq_id=reply.faq_id,
            translation=state,
            label=words.string(_label(state)),
            confidence=reply.confidence,
            danish=reply.danish,
            buttons=reply.buttons,
        )

    @staticmethod
    def _labels(part: Part, words: Wording) -> Iterable[str]:
        if part.state is not None:
            yield words.string(_label(part.state))
        if not part.whole:
            yield words.string("translate_partly")
        if part.count > 1:
            yield words.string("translate_part", part=part.number, parts=part.count)

    def _said(self, key: str, buttons: tuple[Button, ...] = ()) -> Reply:
        return self._reply(Wording(self.composer.content, self.lang).string(key), buttons)

    def _reply(self, text: str, buttons: tuple[Button, ...] = ()) -> Reply:
        return Reply(
            id=uuid.uuid4().hex,
            text=text,
            lang=self.lang,
            dir=self.composer.content.languages[self.lang].direction,
            kind=Kind.DIALOGUE,
            faq_id=TRANSLATE,
            buttons=buttons,
        )


def _label(state: str | None) -> str:
    """A draft is not "not approved by the municipality": nobody has written it for this text."""
    if state in (None, MACHINE):
        return "label_machine"
    return "translate_phrases" if state == "draft" else f"label_{state}"
