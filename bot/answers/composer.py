"""Compose replies: pick the text for a language, say what state it is in, add buttons.

Every word of a reply comes from the content folder; nothing is generated.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answers.bidi import isolate
from bot.answers.payload import PayloadSigner
from bot.answers.reply import Button, Kind, Reply
from bot.answers.wording import Wording
from bot.content.model import Content, Entry, Family

CLARIFY_CHOICES = 3
RELATED_BUTTONS = 3
GREETING, MENU, LANGUAGE = "greet", "menu", "change_language"
UNSUPPORTED, EMERGENCY = "unsupported_language", "emergency"
KINDS = {Family.FAQ: Kind.ANSWER, Family.CRISIS: Kind.CRISIS, Family.DIALOGUE: Kind.DIALOGUE}
NOTICES = frozenset({"personal_data"})


@dataclass(frozen=True)
class Composer:
    """Makes replies from one version of the content; buttons are signed with `signer`."""

    content: Content
    signer: PayloadSigner

    def entry(self, entry_id: str, lang: str, confidence: float | None = None) -> Reply:
        """The reply of one entry of any family. Raises KeyError for an unknown id."""
        entry = self.content.entries[entry_id]
        kind = self._kind(entry)
        shown = lang if lang in entry.answers else self.content.source_lang
        stated = kind in (Kind.ANSWER, Kind.CRISIS)
        return self._reply(
            kind,
            shown,
            Wording(self.content, shown).rendered(entry.answers[shown].text),
            faq_id=entry.id,
            translation=entry.answers[shown].state.value if stated else None,
            outdated=stated and entry.outdated(shown, self.content.source_lang),
            label=self._label(entry, lang, shown) if stated else None,
            confidence=confidence,
            danish=self._original(entry),
            buttons=self._entry_buttons(entry, lang),
        )

    def topic(self, topic: str, lang: str) -> Reply:
        """The questions of one topic as buttons; the menu when there is no such topic."""
        entries = self.content.of_topic(topic)
        if topic not in self.content.topics or not entries:
            return self.entry(MENU, lang)
        wording = Wording(self.content, lang)
        buttons = (*self._to_entries(entries, lang), self._button(wording, "button_menu", MENU))
        heading = f"{wording.string(f'topic_{topic}')}\n\n{wording.string('topic_prompt')}"
        return self._reply(Kind.DIALOGUE, lang, heading, faq_id=MENU, buttons=buttons)

    def clarify(self, entry_ids: Sequence[str], lang: str) -> Reply:
        """The two or three closest questions as buttons, and one for "none of these"."""
        wording = Wording(self.content, lang)
        entries = [self.content.entries[i] for i in entry_ids if i in self.content.entries]
        buttons = tuple(self._to_entries(entries[:CLARIFY_CHOICES], lang))
        none = self._button(wording, "clarify_none", "none")
        return self._reply(Kind.CLARIFY, lang, wording.string("clarify"), buttons=(*buttons, none))

    def fallback(self, lang: str) -> Reply:
        """Says that it did not understand, and how to reach a person."""
        wording = Wording(self.content, lang)
        return self._reply(
            Kind.FALLBACK,
            lang,
            wording.string("fallback"),
            danish=Wording(self.content, self.content.source_lang).string("fallback"),
            buttons=tuple(self._topic_buttons(lang)),
        )

    def notice(self, key: str, lang: str, **values: object) -> Reply:
        """A sentence about the message itself: an interface string."""
        text = Wording(self.content, lang).string(key, **values)
        source = Wording(self.content, self.content.source_lang).string(key, **values)
        return self._reply(Kind.NOTICE, lang, text, danish=source)

    def language_chosen(self, lang: str) -> Reply:
        """Confirms, in the chosen language, that it is used from now on."""
        text = Wording(self.content, lang).string("language_chosen")
        return self._reply(
            Kind.DIALOGUE, lang, text, faq_id=LANGUAGE, buttons=tuple(self._topic_buttons(lang))
        )

    def unsupported(self, code: str, lang: str) -> Reply:
        """Says, in a language that is recognised and not spoken, which ones are.

        In `lang` where there is no such text. The choice of languages is offered.
        """
        text = self.content.other_texts.get(code)
        language = self.content.others.get(code)
        if text is None or language is None:
            return self.entry(UNSUPPORTED, lang)
        number = self.content.contacts[EMERGENCY].phone
        shown = isolate(text.replace("{emergency}", str(number)), language.direction)
        return replace(
            self.entry(UNSUPPORTED, lang),
            text=shown,
            lang=code,
            dir=language.direction,
            buttons=tuple(self._language_buttons()),
        )

    def switch_button(self, lang: str) -> Button:
        """A button, written in `lang`, that makes the bot answer in `lang`."""
        title = Wording(self.content, lang).string("button_switch_to")
        return Button(title, self.signer.sign("lang", lang))

    def _kind(self, entry: Entry) -> Kind:
        if entry.id in NOTICES:
            return Kind.NOTICE
        return KINDS.get(entry.family, Kind.DIALOGUE)

    def _label(self, entry: Entry, lang: str, shown: str) -> str | None:
        label = Wording(self.content, shown).label(entry)
        if shown == lang:
            return label
        return Wording(self.content, lang).string("label_source_only")

    def _original(self, entry: Entry) -> str | None:
        source = self.content.source_lang
        text = entry.answers.get(source)
        return Wording(self.content, source).rendered(text.text) if text else None

    def _entry_buttons(self, entry: Entry, lang: str) -> tuple[Button, ...]:
        if entry.id == GREETING:
            return (*self._language_buttons(), *self._topic_buttons(lang))
        if entry.id == LANGUAGE:
            return tuple(self._language_buttons())
        if entry.family in (Family.DIALOGUE, Family.GUARD):
            return tuple(self._topic_buttons(lang)) if entry.id not in NOTICES else ()
        related = (self.content.entries[i] for i in entry.related if i in self.content.entries)
        return tuple(self._to_entries(list(related)[:RELATED_BUTTONS], lang))

    def _to_entries(self, entries: Iterable[Entry], lang: str) -> Iterable[Button]:
        for entry in entries:
            shown = lang if entry.title(lang) else self.content.source_lang
            title = entry.title(shown) or entry.id
            rendered = Wording(self.content, shown).rendered(title)
            yield Button(rendered, self.signer.sign("faq", entry.id), entry.id)

    def _topic_buttons(self, lang: str) -> Iterable[Button]:
        wording = Wording(self.content, lang)
        for topic in self.content.topics:
            if self.content.of_topic(topic):
                title = wording.string(f"topic_{topic}")
                yield Button(title, self.signer.sign("topic", topic))

    def _language_buttons(self) -> Iterable[Button]:
        for code, language in self.content.languages.items():
            yield Button(language.name, self.signer.sign("lang", code))

    def _button(self, wording: Wording, key: str, action: str) -> Button:
        return Button(wording.string(key), self.signer.sign(action))

    def _reply(
        self,
        kind: Kind,
        lang: str,
        text: str,
        *,
        faq_id: str | None = None,
        translation: str | None = None,
        outdated: bool = False,
        label: str | None = None,
        confidence: float | None = None,
        danish: str | None = None,
        buttons: tuple[Button, ...] = (),
    ) -> Reply:
        return Reply(
            id=uuid.uuid4().hex,
            text=text,
            lang=lang,
            dir=self.content.languages[lang].direction,
            kind=kind,
            faq_id=faq_id,
            translation=translation,
            outdated=outdated,
            label=label,
            confidence=confidence,
            danish=danish,
            buttons=buttons,
        )
