"""How well a text can be told from its translation, by a model that speaks both languages.

A translation that has lost something, or made something up, does not lead back to its text: that
is the one thing a small model knows about its own faults. It chooses among its own proposals by
it, and the gate asks it again. The measure is the "dual" half of noisy-channel decoding (Yee,
Dauphin, Auli 2019, "Simple and Effective Noisy Channel Modeling for Neural Machine Translation").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.translation.installed import first_piece
from bot.translation.protection import marks_of

TARGET_PIECES = "target.model"  # of a package whose model reads back
HYPOTHESES = 10
PENALTY = 0.2  # Argos divides a score by the length to this power


@dataclass(frozen=True)
class Raw:
    """What a model said. `back`: the mean natural logarithm of the probability of a piece of the
    text, given the translation; None where the model cannot tell.
    """

    text: str
    back: float | None = None


class Reader:
    """Reads translations back with the model of a package that has both directions."""

    def __init__(self, folder: Path, translator: Any, tokenizer: Any) -> None:
        from sentencepiece import SentencePieceProcessor

        self._folder, self._translator, self._tokenizer = folder, translator, tokenizer
        self._pieces = SentencePieceProcessor(model_file=str(folder / TARGET_PIECES))

    @classmethod
    def of(cls, folder: Path, translator: Any, tokenizer: Any) -> Reader | None:
        """A reader where the package has what it needs."""
        found = (folder / TARGET_PIECES).is_file()
        return cls(folder, translator, tokenizer) if found else None

    def best(self, text: str, source: str, said: Sequence[tuple[str, float]]) -> Raw:
        """The best of some translations with their scores (Argos' own): all marks of the text are
        in it if they are in any, and it is likely in both directions.
        """
        known = [(one, score) for one, score in said if one.strip()]
        if not known:
            return Raw("")
        backs = self.backs(text, source, [one for one, _ in known])
        marks = marks_of(text)

        def worth(place: int) -> tuple[int, float]:
            translation, score = known[place]
            length = len(self._pieces.encode(translation)) + 1
            lost = _distance(marks, marks_of(translation))
            return -lost, score * length ** (PENALTY - 1) + backs[place]

        place = max(range(len(known)), key=worth)
        return Raw(known[place][0], backs[place])

    def backs(self, text: str, source: str, translations: Sequence[str]) -> list[float]:
        """`Raw.back` of some translations of a text in the language `source`."""
        wanted = [first_piece(self._folder, source), *self._pieces.encode(text, out_type=str)]
        given = [self._tokenizer.encode(one) for one in translations]
        scored = self._translator.score_batch(given, [wanted] * len(given))
        # The first one is that of the language, which nobody asked for.
        return [sum(one.log_probs[1:]) / max(1, len(one.log_probs) - 1) for one in scored]


def _distance(one: Counter[str], other: Counter[str]) -> int:
    return sum(((one - other) + (other - one)).values())
