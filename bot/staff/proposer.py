"""The narrow way to a machine's translation: what the app needs of one, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Proposal:
    """A machine's translation. `back` is it translated back, for those who cannot read it;
    `terms` are words of the glossary that it uses; `notes` are warnings in the staff's language.
    """

    text: str
    back: str | None = None
    terms: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Proposer(Protocol):
    """Proposes translations of source texts, on this machine only."""

    def languages(self) -> frozenset[str]:
        """The languages that it can translate into; the app offers it for these alone."""

    def propose(self, text: str, lang: str) -> Proposal | None:
        """A translation of `text` into `lang`, or None where none is good enough to show."""


class Interpreter(Protocol):
    """Tells in the source language what newcomers wrote, on this machine only."""

    def read(self, text: str, lang: str) -> str | None:
        """`text` (in `lang`) as a machine translates it, or None where it cannot."""
