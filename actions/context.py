"""What an action needs of the outside: the content and the signer, made once a process."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from bot.answers.composer import Composer
from bot.answers.payload import PayloadSigner
from bot.answers.ranking import Ranked, ranked
from bot.content.store import ContentStore
from bot.privacy.keys import load_key
from bot.settings import Settings


@dataclass(frozen=True)
class Turn:
    """The message that an action answers, as the channel and the model describe it."""

    intent: str
    confidence: float | None
    ranking: tuple[Ranked, ...]
    questions: tuple[Ranked, ...]
    metadata: Mapping[str, Any]

    def lang(self, composer: Composer) -> str:
        """The language to answer in: the channel's choice, else the source language."""
        lang = self.metadata.get("lang")
        known = composer.content.languages
        return lang if isinstance(lang, str) and lang in known else composer.content.source_lang


@dataclass(frozen=True)
class ActionContext:
    """The parts that all actions share."""

    store: ContentStore
    signer: PayloadSigner

    def composer(self) -> Composer:
        """A composer on the content as it is now."""
        return Composer(self.store.current(), self.signer)


@functools.cache
def shared_context() -> ActionContext:
    """The context of this process, from the environment; made at the first action."""
    settings = Settings.from_env()
    store = ContentStore(settings.content, keep=settings.state / "content-last-good")
    return ActionContext(store, PayloadSigner(load_key(settings.state)))


def read_turn(tracker: Tracker) -> Turn:
    """The turn that the tracker stands at."""
    message = tracker.latest_message
    intent = message.get("intent") or {}
    pressed = bool((message.get("metadata") or {}).get("pressed"))
    confidence = intent.get("confidence")
    return Turn(
        intent=str(intent.get("name") or ""),
        confidence=None if pressed or confidence is None else round(float(confidence), 4),
        ranking=ranked(message.get("intent_ranking") or ()),
        questions=ranked(message.get("questions") or ()),
        metadata=message.get("metadata") or {},
    )
