"""From a ranking of intents to what is offered: which entries are close enough to ask about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.content.model import Content, Family

# Below this an intent is a guess that would only confuse among the offered questions.
MIN_CONFIDENCE = 0.03
MAX_CHOICES = 3
MAX_ANSWERS = 2  # more would be too much to read on a phone


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

    Only FAQ entries are offered (nobody means "thanks" by an unclear question about housing),
    and before them a crisis entry, when it is what the message is most like.
    """
    known = [
        (r.name, content.entries[r.name].family)
        for r in ranking
        if r.confidence >= MIN_CONFIDENCE and r.name in content.entries
    ]
    first = [name for name, family in known[:1] if family is Family.CRISIS]
    rest = [name for name, family in known if family is Family.FAQ]
    return tuple([*first, *rest][:MAX_CHOICES])


def asked(intent: str, questions: Iterable[Ranked], content: Content) -> tuple[Ranked, ...]:
    """The entries to answer, in the order asked, where parts of a message ask for entries.

    `intent` is what the whole message was taken for, `questions` what its parts were. () where
    the whole message decides: it is about danger, or no part asks for an FAQ entry, or the one
    that does says no more than a message that was understood as an FAQ question.
    """
    whole = content.entries.get(intent)
    family = whole.family if whole is not None else None
    if family is Family.CRISIS:
        return ()
    found: dict[str, Ranked] = {}
    for question in questions:
        entry = content.entries.get(question.name)
        if entry is not None and entry.family is Family.FAQ:
            found.setdefault(question.name, question)
    if len(found) == 1 and family is Family.FAQ:
        return ()
    return tuple(found.values())[:MAX_ANSWERS]


def dangerous(offered: Iterable[str | None], content: Content) -> bool:
    """Whether one of the offered entries is about danger."""
    entries = (content.entries.get(name or "") for name in offered)
    return any(entry is not None and entry.family is Family.CRISIS for entry in entries)
