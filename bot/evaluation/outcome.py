"""What became of one question, and the figures over many."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.questions import Question

Z95 = 1.959964  # two-sided 95 % of the normal distribution


@dataclass(frozen=True)
class Outcome:
    """A question with the ids that were answered and, for a clarify, those offered."""

    question: Question
    kinds: tuple[str, ...]
    answered: tuple[str, ...]
    offered: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Answered right at once."""
        return any(a in self.question.expected for a in self.answered)

    @property
    def found(self) -> bool:
        """Right at once, or among the offered questions."""
        return self.right or any(o in self.question.expected for o in self.offered)

    @property
    def clarified(self) -> bool:
        """The bot asked back."""
        return "clarify" in self.kinds

    @property
    def wrong(self) -> bool:
        """It answered something, and nothing of it was right."""
        return bool(self.answered) and not self.right


def outcome(question: Question, replies: Sequence[Mapping[str, Any]]) -> Outcome:
    """The outcome of a question from the replies of the web channel."""
    offered = [
        button["faq_id"]
        for reply in replies
        if reply["kind"] == "clarify"
        for button in reply["buttons"]
        if button.get("faq_id")
    ]
    return Outcome(
        question=question,
        kinds=tuple(reply["kind"] for reply in replies),
        answered=tuple(reply["faq_id"] for reply in replies if reply["faq_id"]),
        offered=tuple(offered),
    )


@dataclass(frozen=True)
class Figures:
    """Counts over a set of outcomes."""

    total: int
    right: int
    found: int
    clarified: int
    wrong: int

    def as_json(self) -> dict[str, Any]:
        """Counts, shares in per cent and the 95 % interval of "right at once"."""
        low, high = wilson(self.right, self.total)
        shares = {
            name: round(100 * getattr(self, name) / self.total, 1) if self.total else None
            for name in ("right", "found", "clarified", "wrong")
        }
        return {"total": self.total, "percent": shares, "right_95": [low, high]}


def figures(outcomes: Iterable[Outcome]) -> Figures:
    """The counts over `outcomes`."""
    found = list(outcomes)
    return Figures(
        total=len(found),
        right=sum(o.right for o in found),
        found=sum(o.found for o in found),
        clarified=sum(o.clarified for o in found),
        wrong=sum(o.wrong for o in found),
    )


def wilson(successes: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share in per cent (Wilson 1927), (0, 0) for none."""
    if not total:
        return (0.0, 0.0)
    share = successes / total
    spread = Z95 * math.sqrt(share * (1 - share) / total + Z95**2 / (4 * total**2))
    centre = share + Z95**2 / (2 * total)
    scale = 1 + Z95**2 / total
    low, high = (centre - spread) / scale, (centre + spread) / scale
    return (round(100 * max(0.0, low), 1), round(100 * min(1.0, high), 1))


def confusions(outcomes: Iterable[Outcome]) -> list[tuple[str, str, int]]:
    """(expected, answered, how often) of the wrong answers, most frequent first."""
    counted: Counter[tuple[str, str]] = Counter()
    for o in outcomes:
        if o.wrong:
            counted["|".join(o.question.expected), "|".join(o.answered)] += 1
    return [(expected, answered, n) for (expected, answered), n in counted.most_common()]
