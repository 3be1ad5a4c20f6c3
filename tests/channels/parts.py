"""A dialogue engine for the tests of what stands around it: it remembers, fails and waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.answers.composer import Composer
from bot.answers.reply import Reply
from bot.channels.turns import Turn

Answer = Callable[[Composer, Turn], list[Reply]]
QUESTION = "Hvordan får jeg boligstøtte?"
QUESTION_AR = "كيف أحصل على مساعدة السكن؟"
ENTRY, OTHER = "housing_benefit", "danish_price"


def answers(composer: Composer, turn: Turn) -> list[Reply]:
    """As the actions do, without a model: the text says what is asked."""
    lang = str(turn.metadata["lang"])
    if turn.metadata.get("language_chosen"):
        return [composer.language_chosen(lang)]
    if "topic" in turn.metadata:
        return [composer.topic(str(turn.metadata["topic"]), lang)]
    if turn.text.startswith("/"):
        name = turn.text[1:]
        known = name in composer.content.entries
        return [composer.entry(name, lang) if known else composer.fallback(lang)]
    if "?" not in turn.text and "؟" not in turn.text:
        return [composer.fallback(lang)]
    if "??" in turn.text:
        return [composer.clarify([ENTRY, OTHER], lang)]
    if " og " in turn.text:
        return [composer.entry(ENTRY, lang, 0.9), composer.entry(OTHER, lang, 0.8)]
    if "sprog" in turn.text:
        return [composer.entry("change_language", lang)]
    return [composer.entry(ENTRY, lang, 0.9)]


@dataclass
class Engine:
    """Turns that can be watched and disturbed."""

    composer: Callable[[], Composer]
    answer: Answer = answers
    conversations: dict[str, list[tuple[Turn, list[dict[str, Any]]]]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    fault: Exception | None = None
    note_fault: Exception | None = None
    delay: float = 0.0
    model: str | None = "test-model"
    actions_url: str | None = None

    async def take(self, turn: Turn) -> Sequence[Mapping[str, Any]]:
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.fault is not None:
            raise self.fault
        for known, replies in self.conversations.get(turn.sender, []):
            if known.id == turn.id:
                return replies
        found = [reply.as_json() for reply in self.answer(self.composer(), turn)]
        self.conversations.setdefault(turn.sender, []).append((turn, found))
        return found

    async def note(self, turn: Turn, replies: Sequence[Mapping[str, Any]]) -> None:
        if self.note_fault is not None:
            raise self.note_fault
        self.conversations.setdefault(turn.sender, []).append((turn, [dict(r) for r in replies]))

    async def forget(self, sender: str) -> None:
        self.conversations.pop(sender, None)

    async def forget_older(self, before: float) -> int:
        return 0

    def knows(self, intent: str) -> bool:
        return intent not in self.unknown

    def texts(self, sender: str) -> list[str]:
        """What the conversation holds."""
        return [turn.text for turn, _ in self.conversations.get(sender, [])]
