"""What a translation is: its text, how far it can be trusted, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.content.model import State

# From the least to the most checked.
_ORDER = (State.MACHINE, State.DRAFT, State.REVIEWED, State.PUBLISHED)


class Note(str, Enum):
    """Why a translation is what it is. The first group says where it is from, the second why
    there is none, the third what the gate found wrong.
    """

    MEMORY_EXACT = "memory_exact"
    MEMORY_SLOTS = "memory_slots"
    MEMORY_NEAR = "memory_near"
    GLOSSARY = "glossary"
    COPIED = "copied"
    PIVOT = "pivot"

    EMPTY = "empty"
    TOO_LONG = "too_long"
    SAME_LANGUAGE = "same_language"
    UNAVAILABLE = "unavailable"
    SHORT = "short"
    TIMEOUT = "timeout"
    FAILED = "failed"
    PARTLY = "partly"

    SCRIPT = "gate_script"
    LANGUAGE = "gate_language"
    PIECES = "gate_pieces"
    LOOP = "gate_loop"
    LENGTH = "gate_length"
    COPY = "gate_copy"
    AGREEMENT = "gate_agreement"
    BACK = "gate_back"
    MEANING = "gate_meaning"


@dataclass(frozen=True)
class Segment:
    """One sentence. `text` is the translation, "" where there is none; `gap` is the white space
    that follows it. `state` is None for what is the same in every language. `score`: 0 to 1.
    """

    source: str
    text: str
    shown: bool
    state: State | None
    score: float
    notes: tuple[Note, ...] = ()
    gap: str = ""

    @property
    def usable(self) -> str:
        """What a reader gets: the translation, or the source sentence where it is not shown."""
        return self.text if self.shown else self.source


@dataclass(frozen=True)
class Translation:
    """A translated text. `shown` says that every sentence passed; `state` is that of the least
    checked sentence, `score` the lowest. `segments` are its sentences.
    """

    text: str
    shown: bool
    state: State | None
    score: float
    notes: tuple[Note, ...]
    segments: tuple[Segment, ...] = ()

    @property
    def partly(self) -> bool:
        """True when at least one sentence, and not only copied ones, can be shown."""
        return any(segment.shown and segment.state is not None for segment in self.segments)


def joined(segments: Sequence[Segment], lead: str = "") -> Translation:
    """The translation of a text from its sentences; `lead` is white space before the first.

    A sentence that is not shown keeps its unshown text here, for those who judge it.
    """
    shown = bool(segments) and all(segment.shown for segment in segments)
    partly = any(segment.shown and segment.state is not None for segment in segments)
    notes = dict.fromkeys(note for segment in segments for note in segment.notes)
    if partly and not shown:
        notes[Note.PARTLY] = None
    return Translation(
        text=lead + "".join((s.text or s.source) + s.gap for s in segments),
        shown=shown,
        state=least([s.state for s in segments if s.shown or s.text]),
        score=min((s.score for s in segments), default=0.0),
        notes=tuple(notes),
        segments=tuple(segments),
    )


def nothing(note: Note) -> Translation:
    """No translation at all, and why."""
    return Translation("", False, None, 0.0, (note,))


def least(states: Sequence[State | None]) -> State | None:
    """The least checked of some states; None where nothing has one."""
    known = [state for state in states if state is not None]
    return min(known, key=_ORDER.index) if known else None
