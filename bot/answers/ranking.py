"""From a ranking of intents to what is offered: which entries are close enough to ask about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.content.model import Content, Family

# Below this an intent is a guess that would only confuse among the offered questions.
MIN_CONFIDENCE = 0.03
MAX_CHOICES = 3


@dataclass(frozen=True)
class Ranked:
    """An intent and its confidence, from 0 to 1."""

    name: str
    confidence: float


def ranked(ranking: Iterable[Mapping[str, Any]]) -> tuple[Ranked, ...]:
    """The ranking as Rasa gives it in `intent_ranking`, as values."""
    return tuple(Ranked(str(r["name"]), float(r["confidence"])) for r in ranking)


def choices(ranking: Iterable[Ranked], content: Content) -> tuple[str, ...]:
    """Ids of the entries to offer as buttons, best first, three at most; () for none.

    Only FAQ entries are offered: nobody means "thanks" by an unclear question about housing.
    """
    found = [
        r.name
        for r in ranking
        if r.confidence >= MIN_CONFIDENCE
        and r.name in content.entries
        and content.entries[r.name].family is Family.FAQ
    ]
    return tuple(found[:MAX_CHOICES])
