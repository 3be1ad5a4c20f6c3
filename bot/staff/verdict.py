"""Is a newly trained model good enough? Two models on the same test questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Answer = Mapping[str, Any]  # as bot.evaluation.compare writes it
ALL = ""


@dataclass(frozen=True)
class Group:
    """Counts of one language, or of all (`lang` is empty): answered right before and now."""

    lang: str
    total: int
    before: int
    now: int

    def lost(self) -> float:
        """How many percentage points fewer are right now."""
        return 100 * (self.before - self.now) / self.total if self.total else 0.0


@dataclass(frozen=True)
class Verdict:
    """`worse` are the groups that lost more than the margin; `lost`, `won` single questions."""

    groups: tuple[Group, ...]
    worse: tuple[str, ...]
    lost: tuple[Answer, ...]
    won: tuple[Answer, ...]

    @property
    def good(self) -> bool:
        """True when the new model may answer."""
        return not self.worse

    def as_json(self) -> dict[str, Any]:
        """As plain values, for the database and the page."""
        return {
            "groups": [[g.lang, g.total, g.before, g.now] for g in self.groups],
            "worse": list(self.worse),
            "lost": [dict(answer) for answer in self.lost],
            "won": [dict(answer) for answer in self.won],
        }


def judge(before: Sequence[Answer], now: Sequence[Answer], margin: float) -> Verdict:
    """The verdict; `margin` is in percentage points, over all and in each language."""
    was = {answer["id"]: answer for answer in before}
    pairs = [(was[answer["id"]], answer) for answer in now if answer["id"] in was]
    langs = sorted({str(new["lang"]) for _, new in pairs})
    groups = [_group(ALL, pairs)]
    groups += [_group(lang, [p for p in pairs if p[1]["lang"] == lang]) for lang in langs]
    return Verdict(
        groups=tuple(groups),
        worse=tuple(g.lang for g in groups if g.lost() > margin),
        lost=tuple(new for old, new in pairs if old["right"] and not new["right"]),
        won=tuple(new for old, new in pairs if new["right"] and not old["right"]),
    )


def _group(lang: str, pairs: Sequence[tuple[Answer, Answer]]) -> Group:
    before, now = (sum(bool(pair[i]["right"]) for pair in pairs) for i in (0, 1))
    return Group(lang, len(pairs), before, now)
