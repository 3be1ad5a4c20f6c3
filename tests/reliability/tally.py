"""The figures of all rounds so far, in a file: a run that was stopped goes on from there."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Tally:
    """What happened to how many messages. Every list names its cases one by one."""

    kills: dict[str, int] = field(default_factory=dict)
    web_messages: int = 0
    web_repeats: int = 0  # sent again because no 200 had come
    web_refused: int = 0  # answered with a fault sentence instead of a 200
    web_lost: list[str] = field(default_factory=list)
    web_doubled: list[str] = field(default_factory=list)
    web_wrong: list[str] = field(default_factory=list)
    telegram_messages: int = 0
    telegram_fault_sentences: int = 0
    telegram_lost: list[str] = field(default_factory=list)
    telegram_doubled: list[str] = field(default_factory=list)  # between sending and noting it
    telegram_unexplained: list[str] = field(default_factory=list)  # doubled, and that is a fault
    telegram_again: list[str] = field(default_factory=list)  # sent again, and arrived once
    recovery: list[float] = field(default_factory=list)  # seconds from a kill to a healthy bot

    @property
    def killed(self) -> int:
        """How many kills in all."""
        return sum(self.kills.values())

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, doubled or wrong, but for what nobody can know."""
        web = self.web_lost or self.web_doubled or self.web_wrong
        return not web and not self.telegram_lost and not self.telegram_unexplained

    def killed_one(self, what: str) -> None:
        """Count a kill."""
        self.kills[what] = self.kills.get(what, 0) + 1

    def save(self, path: Path) -> None:
        """Write the figures so that the file is the old one or the new one at any moment."""
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")
        os.replace(part, path)

    @classmethod
    def load(cls, path: Path) -> Tally:
        """The figures in a file, or none yet. Raises ValueError for those of another version."""
        if not path.exists():
            return cls()
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except TypeError as error:
            raise ValueError(f"{path} is of another version: remove it.") from error

    def report(self) -> str:
        """The figures for docs/reliability.md."""
        kinds = ", ".join(f"{name} {count}" for name, count in sorted(self.kills.items()))
        slowest = max(self.recovery, default=0.0)
        middle = sorted(self.recovery)[len(self.recovery) // 2] if self.recovery else 0.0
        return (
            f"kills: {self.killed} ({kinds})\n"
            f"web: {self.web_messages} messages, {self.web_repeats} sent again, "
            f"{self.web_refused} of them after a fault sentence; lost {len(self.web_lost)}, "
            f"doubled {len(self.web_doubled)}, wrong {len(self.web_wrong)}\n"
            f"telegram: {self.telegram_messages} messages, {self.telegram_fault_sentences} answered"
            f" with a fault sentence; lost {len(self.telegram_lost)}, "
            f"doubled where the kill fell between sending and noting {len(self.telegram_doubled)}, "
            f"doubled otherwise {len(self.telegram_unexplained)}, sent again and arrived once "
            f"{len(self.telegram_again)}\n"
            f"healthy again after {middle:.1f} s in the middle, {slowest:.1f} s at most"
        )

    def cases(self) -> list[str]:
        """Everything that was lost, doubled, wrong or sent again, one by one."""
        named = {
            "web lost": self.web_lost,
            "web doubled": self.web_doubled,
            "web wrong": self.web_wrong,
            "telegram lost": self.telegram_lost,
            "telegram doubled, unexplained": self.telegram_unexplained,
            "telegram doubled": self.telegram_doubled,
            "telegram sent again": self.telegram_again,
        }
        return [f"{name}: {case}" for name, cases in named.items() for case in cases]
