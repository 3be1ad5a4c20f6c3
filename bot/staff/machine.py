"""The translation engine as the staff app's proposer and interpreter."""

from __future__ import annotations

from bot.content.store import ContentStore
from bot.settings import Settings
from bot.staff.proposer import Proposal
from bot.staff.words import Words, load_words
from bot.translation.engine import Translator
from bot.translation.result import Note, Translation
from bot.translation.sentences import groups
from bot.translation.service import TranslationService

PART_CHARACTERS = 4_000
FROM_PEOPLE = frozenset({Note.MEMORY_EXACT, Note.MEMORY_SLOTS, Note.MEMORY_NEAR})


class MachineProposer:
    """Proposes what people wrote for the same sentence, else what a model says."""

    def __init__(self, service: TranslationService, store: ContentStore, words: Words) -> None:
        self._service = service
        self._store = store
        self._words = words

    @classmethod
    def of(cls, settings: Settings) -> MachineProposer:
        """The proposer of an installation; nothing is loaded before somebody asks."""
        store = ContentStore(settings.content, keep=settings.state / "content-last-good")
        return cls(TranslationService(settings, store), store, load_words())

    def languages(self) -> frozenset[str]:
        """Every language but the source: the phrases and the glossary know them all."""
        content = self._store.current()
        return frozenset(content.languages) - {content.source_lang}

    def propose(self, text: str, lang: str) -> Proposal | None:
        """The text with every sentence that could be translated; None where none could.

        Sentences that could not stand in square brackets, in the source language.
        """
        translator, source = self._service.translator(), self._store.current().source_lang
        found = [translator.translate(p, source, lang) for p in groups(text, PART_CHARACTERS)]
        if not any(one.partly for one in found):
            return None
        return Proposal(
            text="".join(_proposed(one) for one in found).strip(),
            back=_back(translator, found, source, lang),
            terms=tuple(f"{word} = {term}" for word, term in translator.words(text, source, lang)),
            notes=tuple(self._notes(found)),
        )

    def read(self, text: str, lang: str) -> str | None:
        """What a newcomer wrote, in the source language; the words of the glossary where no
        sentence could be translated, and None where not even one of those is known.
        """
        translator, source = self._service.translator(), self._store.current().source_lang
        found = translator.translate(text[:PART_CHARACTERS], lang, source)
        if found.partly:
            return _proposed(found).strip()
        known = [term for _, term in translator.words(text, lang, source)]
        return self._words("reading_words", words=", ".join(known)) if known else None

    def _notes(self, found: list[Translation]) -> list[str]:
        segments = [segment for one in found for segment in one.segments]
        missing = sum(not segment.shown for segment in segments)
        known = sum(
            segment.shown and bool(FROM_PEOPLE & set(segment.notes)) for segment in segments
        )
        words = self._words
        notes = [words("proposal_missing", count=missing)] if missing else []
        return [*notes, words("proposal_known", count=known)] if known else notes


def _proposed(found: Translation) -> str:
    return "".join((s.text if s.shown else f"[{s.source}]") + s.gap for s in found.segments)


def _back(translator: Translator, found: list[Translation], source: str, lang: str) -> str | None:
    """The shown sentences translated back, where all of them can be."""
    shown = " ".join(s.text for one in found for s in one.segments if s.shown)
    back = [translator.translate(p, lang, source) for p in groups(shown, PART_CHARACTERS)]
    return " ".join(one.text for one in back) if all(one.shown for one in back) else None
