"""The gate: whether a machine's translation may be shown. In doubt it may not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import yaml

from bot.content.model import Language
from bot.translation.agreement import Agreement
from bot.translation.errors import TranslationError
from bot.translation.glossary import folded
from bot.translation.memory import Similarity
from bot.translation.protection import PIECE
from bot.translation.result import Note

_LATIN_ASIDE = re.compile(r"\([^()]*\)")
_CHARACTERS = re.compile(r"(.{1,8}?)\1{4,}", re.DOTALL)
_FEW = 12  # letters: in so short a text the lengths say little
_ARTICLE = 4  # letters: fewer may be nothing in another language ("den 4. maj")
_DIGITS_ASIDE = re.compile(r"[\W\d_]+")


class Identifier(Protocol):
    """Tells in which language a text is."""

    def code(self, text: str) -> str | None:
        """The code of the language, None where that is not clear."""

    def share(self, text: str, script: str) -> float:
        """The share of the letters of `text` that are of a script (0 where there is none)."""


@dataclass(frozen=True)
class Limits:
    """Where the gate closes; see data/translation/gate.yml."""

    meaning: float = 0.37
    script: float = 0.6
    shortest: float = 0.3
    longest: float = 3.2
    overlap: float = 0.6
    back: float = -0.9

    @classmethod
    def load(cls, path: Path) -> Limits:
        """The limits of a file, ours where it is missing. Raises TranslationError when broken."""
        if not path.exists():
            return cls()
        try:
            found = yaml.safe_load(path.read_text(encoding="utf-8"))
            return cls(**{str(name): float(value) for name, value in found.items()})
        except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, ValueError) as error:
            raise TranslationError(f"{path} cannot be used.") from error
        except AttributeError as error:
            raise TranslationError(f"{path} must be numbers by name.") from error


@dataclass(frozen=True)
class Verdict:
    """What the gate found. `score` is how alike the meanings are, 0 where that was not asked."""

    passed: bool
    score: float
    notes: tuple[Note, ...]


class Gate:
    """Judges translations into the languages of an installation."""

    def __init__(
        self,
        limits: Limits,
        identifier: Identifier,
        similarity: Similarity,
        agreement: Agreement | None = None,
    ) -> None:
        self.limits = limits
        self.identifier = identifier
        self.similarity = similarity
        self._agreement = agreement or Agreement({})

    def judge(
        self,
        text: str,
        result: str,
        source: Language,
        target: Language,
        whole: bool,
        between: tuple[str, str] = ("", ""),
        back: float | None = None,
    ) -> Verdict:
        """Whether `result`, which translates `text`, may be shown. `whole`: every protected
        piece stands in it exactly once; `between`: both without these pieces, where there are
        some; `back`: how well the model reads it back (see `Raw`), where it can. The meaning is
        compared only when all else is right.
        """
        notes = tuple(self._faults(text, result, source, target, whole))
        if not notes and self._agreement.differences(text, result, source.code, target.code):
            notes = (Note.AGREEMENT,)
        if not notes and not self._said_something(*between):
            notes = (Note.LENGTH,)
        if not notes and back is not None and back < self.limits.back:
            notes = (Note.BACK,)
        if notes:
            return Verdict(False, 0.0, notes)
        score = self.similarity.alike(text, result, source.code, target.code)
        if score < self.limits.meaning:
            return Verdict(False, max(score, 0.0), (Note.MEANING,))
        return Verdict(True, score, ())

    def _faults(
        self, text: str, result: str, source: Language, target: Language, whole: bool
    ) -> list[Note]:
        bare = _LATIN_ASIDE.sub(" ", PIECE.sub(" ", result))
        checks = (
            (Note.PIECES, not whole),
            (Note.COPY, copied(text, result, self.limits.overlap)),
            (Note.SCRIPT, self.identifier.share(bare, target.script) < self.limits.script),
            (Note.LANGUAGE, self.identifier.code(bare) not in (None, target.code)),
            (Note.LOOP, looped(bare) and not looped(PIECE.sub(" ", text))),
            (Note.LENGTH, not self._plausible(text, result)),
        )
        return [note for note, wrong in checks if wrong]

    def _said_something(self, own: str, other: str) -> bool:
        """Whether there is more in a translation than the pieces that were put back. A model that
        only copies them seems right: an official term alone is near in meaning to its sentence.
        """
        length = len(folded(own))
        return length < _ARTICLE or len(folded(other)) >= self.limits.shortest * length

    def _plausible(self, text: str, result: str) -> bool:
        own, other = len(folded(text)), len(folded(result))
        if not other:
            return False
        if own < _FEW:
            return other <= 60
        return self.limits.shortest <= other / own <= self.limits.longest


def looped(text: str) -> bool:
    """Whether `text` says the same again and again, as a model that has lost the thread does."""
    words = [word for word in _DIGITS_ASIDE.split(text.casefold()) if word]
    for size in range(1, len(words) // 2 + 1):
        times = 3 if size < 4 else 2  # "meget, meget godt" is no loop
        same = 0
        for one, other in zip(words, words[size:], strict=False):
            same = same + 1 if one == other else 0
            if same >= size * (times - 1):
                return True
    if len(words) >= 10 and Counter(words).most_common(1)[0][1] > len(words) / 2:
        return True
    return _CHARACTERS.search(_DIGITS_ASIDE.sub("", text)) is not None


def copied(text: str, result: str, overlap: float) -> bool:
    """Whether most words of `result` are those of `text`, pieces aside."""
    own = set(folded(PIECE.sub(" ", text)).split())
    other = folded(_LATIN_ASIDE.sub(" ", PIECE.sub(" ", result))).split()
    if not own or not other:
        return folded(text) == folded(result)
    return sum(word in own for word in other) / len(other) >= overlap
