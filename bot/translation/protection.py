"""What must survive a translation: taken out before the model, put back and counted after it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.translation.glossary import Hit

# In this order: the first kind that matches at a place wins.
_KINDS = (
    r"https?://[^\s<>\"«»،؛።፣]+[^\s<>\"«».,;:!?)\]،؛؟።፣፧]",
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    r"(?<![\w@.-])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,6}(?:/[^\s<>\"،؛።፣)\]]*[^\s<>\"،؛።፣)\].,;:!?])?(?![\w-])",
    r"\[[a-z]{2,12}\]",  # a mask
    r"\{[^{}\s]{1,60}\}",  # a placeholder
    r"</?[A-Za-z][^<>]{0,200}>|&\w{1,10};",  # HTML
    r"(?:\+ ?)?\d+(?:[.,:/–-]\d+| \d+)*(?: ?%|,-)?",  # numbers, dates, times, telephones
)
PIECE = re.compile("|".join(_KINDS))
_Span = tuple[int, int, str]
_LETTERS = ("X", "Z", "Q", "XQ", "ZQ", "QXZ")
_TOUCHED = re.compile("[A-Za-zÀ-ɏ]\0|\0(?!s\\b)[A-Za-zÀ-ɏ]")
_ANY_MARK = re.compile(rf"({'|'.join(sorted(_LETTERS, key=len, reverse=True))})\d+\1")


@dataclass(frozen=True)
class Piece:
    """A piece that was taken out: what it was, and what is put back for it."""

    source: str
    target: str


@dataclass(frozen=True)
class Protected:
    """A text with marks like `X0X` in the place of its pieces, which are numbered by them."""

    text: str
    pieces: tuple[Piece, ...]
    letters: str

    @property
    def bare(self) -> str:
        """The text without its pieces."""
        return _mark(self.letters).sub(" ", self.text)


@dataclass(frozen=True)
class Restored:
    """A text with its pieces again. `whole`: each of them stands in it exactly once. `bare`: the
    text without them, which is what the model said itself.
    """

    text: str
    whole: bool
    bare: str


def protect(text: str, terms: Sequence[Hit] = ()) -> Protected:
    """Take out everything that is the same in both languages, and the terms with their own
    translation. Of two terms at one place the first counts; a term that holds a number whole, such
    as a date, counts for it. Nothing is lost: `restore` of the marked text gives the text, terms
    translated.
    """
    letters = next((x for x in _LETTERS if not _mark(x).search(text)), "")
    if not letters:
        raise ValueError("every mark stands in the text already")
    numbers = [(m.start(), m.end(), m.group()) for m in PIECE.finditer(text)]
    taken: list[_Span] = []
    for hit in terms:
        span = (hit.start, hit.end, hit.target)
        inside = any(_meet(span, one) and not _holds(span, one) for one in numbers)
        if not inside and not any(_meet(span, one) for one in taken):
            taken.append(span)
    spans = taken + [one for one in numbers if not any(_holds(span, one) for span in taken)]
    pieces: list[Piece] = []
    parts: list[str] = []
    place = 0
    for start, end, target in sorted(spans):
        parts += (text[place:start], f"{letters}{len(pieces)}{letters}")
        pieces.append(Piece(text[start:end], target))
        place = end
    parts.append(text[place:])
    return Protected("".join(parts), tuple(pieces), letters)


def restore(text: str, protected: Protected) -> Restored:
    """Put the pieces back into a translation of `protected.text`.

    Marks are found whatever their case, with white space in them and with digits of another
    script. One that is missing, doubled or new makes the result not whole, and so does a Latin
    letter that stuck to one ("750n kr."), but for the "s" of what is somebody's.
    """
    seen: list[int] = []

    def back(match: re.Match[str]) -> str:
        number = int(match.group(1))
        seen.append(number)
        return protected.pieces[number].target if number < len(protected.pieces) else ""

    found = _mark(protected.letters).sub(back, text)
    bare = _mark(protected.letters).sub(" ", text)
    all_there = sorted(seen) == list(range(len(protected.pieces)))
    stuck = _stuck(text, protected.letters) and not _stuck(protected.text, protected.letters)
    return Restored(found, all_there and not stuck, bare)


def pieces_of(text: str) -> tuple[str, ...]:
    """What must survive in `text`, in order of its characters."""
    return tuple(sorted(match.group() for match in PIECE.finditer(text)))


def only_pieces(text: str) -> bool:
    """Whether nothing in `text` needs a translation."""
    return not any(char.isalpha() for char in PIECE.sub(" ", text))


def marks_of(text: str) -> Counter[str]:
    """The marks in a text that came from `protect`, and how often each stands there."""
    return Counter(match.group() for match in _ANY_MARK.finditer(text))


def _meet(one: _Span, other: _Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _holds(one: _Span, other: _Span) -> bool:
    """Whether the first has all of the second in it, and more."""
    return one[0] <= other[0] and other[1] <= one[1] and one[:2] != other[:2]


def _stuck(text: str, letters: str) -> bool:
    """Whether a Latin letter touches a mark."""
    return _TOUCHED.search(_mark(letters).sub("\0", text)) is not None


def _mark(letters: str) -> re.Pattern[str]:
    spaced = r"\s*".join(letters)
    return re.compile(rf"{spaced}\s*(\d{{1,4}})\s*{spaced}", re.IGNORECASE)
