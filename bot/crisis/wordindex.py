"""Which words of the lexicons a token is: by dictionary look-ups only, so that it is fast.

A word of a lexicon is written `word`, `word*` (begins with), `*word` (ends with), `wo*rd`
(begins and ends with), `~word` (one
typing mistake allowed) or `=word` (only its consonants count; for Latin letters, with or
without `*` at the end) or `@word` (a verb in any of its forms; `@word!`: in those that are done
to me or us). Words of other scripts are also found in Latin letters, where a message may be
written so. `{a,b,}word` stands for aword, bword and word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from bot.crisis.folding import Folding, bare
from bot.errors import ContentError

MIN_FUZZY = 5  # shorter words have too many harmless neighbours
ALWAYS_FUZZY = 9  # in Latin letters; from this length on a mistake is allowed without ~
MIN_SKELETON = 4
MIN_JOINED = 6
MIN_HEARD = 3  # consonants of a word that is found by its sound
NOT = "-"  # before the sound of a word that begins with a denial
SURE_BY_SOUND = 5  # a word of fewer consonants is not enough by itself


class WordIndex:
    """Numbers for the words of the lexicons, and the numbers that a token has."""

    def __init__(self, folding: Folding) -> None:
        self._folding = folding
        self._numbers: dict[str, int] = {}
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._begins: dict[str, set[int]] = defaultdict(set)
        self._ends: dict[str, set[int]] = defaultdict(set)
        self._between: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._skeletons: dict[str, set[int]] = defaultdict(set)
        self._skeleton_begins: dict[str, set[int]] = defaultdict(set)
        self._mistyped: dict[str, set[int]] = defaultdict(set)
        self._verbs: dict[str, set[tuple[int, bool]]] = defaultdict(set)
        self._heard: dict[str, set[tuple[int, bool]]] = defaultdict(set)
        self._heard_begins: dict[str, set[tuple[int, bool]]] = defaultdict(set)
        self._heard_verbs: dict[str, set[tuple[int, bool]]] = defaultdict(set)

    def add(self, word: str, heard: bool = False) -> int:
        """The number of a word without braces. Raises ContentError when it cannot be used.

        With `heard`, a word of another script is also found by how it sounds.
        """
        if word not in self._numbers:
            self._numbers[word] = len(self._numbers)
            self._store(word, self._numbers[word])
        if heard and not word.isascii():
            self._store_heard(word, self._numbers[word])
        return self._numbers[word]

    def numbers(self, token: str) -> set[int]:
        """The numbers of all words that the token is."""
        found: set[int] = set()
        for stem in self._folding.stems(token):
            found |= self._exact.get(stem, _NONE)
            for cut in range(1, len(stem) + 1):
                found |= self._begins.get(stem[:cut], _NONE)
                for end, number in self._between.get(stem[:cut], ()):
                    if len(stem) >= cut + len(end) and stem.endswith(end):
                        found.add(number)
        for cut in range(1, len(token) + 1):
            found |= self._ends.get(token[-cut:], _NONE)
        if not token.isascii():
            for root in self._folding.roots(token):
                found |= self._in_form(self._verbs.get(root, _NO_VERBS), token)
        skeleton = self._folding.skeleton(token)
        if len(skeleton) >= MIN_SKELETON:
            found |= self._skeletons.get(skeleton, _NONE)
            for cut in range(MIN_SKELETON, len(skeleton) + 1):
                found |= self._skeleton_begins.get(skeleton[:cut], _NONE)
        if not found and len(token) >= MIN_FUZZY - 1:
            for form in _mistyped(token):
                found |= self._mistyped.get(form, _NONE)
        return found

    def heard(self, token: str) -> set[int]:
        """The numbers of the words of other scripts that sound like a token in Latin letters."""
        sound = self._folding.heard(token)
        if token.startswith(self._folding.not_prefixes):
            return self._in_form(self._heard.get(NOT + sound, _NO_VERBS), token)
        found = set(self._heard.get(sound, _NO_VERBS))
        for cut in range(MIN_HEARD, len(sound) + 1):
            found |= self._heard_begins.get(sound[:cut], _NO_VERBS)
        for root in self._folding.heard_roots(sound):
            found |= self._heard_verbs.get(root, _NO_VERBS)
        return self._in_form(found, token)

    def sure_by_sound(self, token: str) -> bool:
        """Whether a token in Latin letters is long enough to be known by its sound alone."""
        return len(self._folding.heard(token)) >= SURE_BY_SOUND

    def joined(self, token: str) -> set[int]:
        """The numbers of the whole words that a token glued from two tokens is."""
        return set(self._exact.get(token, ())) if len(token) >= MIN_JOINED else set()

    def _store(self, word: str, number: int) -> None:
        kind, begins, ends = word[:1], word.endswith("*"), word.startswith("*")
        if not begins and not ends and "*" in word:
            start, _, end = word.partition("*")
            self._between[self._folding.word(start)].append((self._folding.word(end), number))
            return
        plain = self._folding.word(word.strip("*~=@!"))
        if not plain.isalnum() or (kind == "~" and len(plain) < MIN_FUZZY):
            raise ContentError(f"Crisis lexicon: the word {word!r} cannot be used.")
        if kind == "@":
            self._verbs[bare(plain)].add((number, word.endswith("!")))
            return
        if kind == "=":
            skeleton = self._folding.skeleton(plain)
            if len(skeleton) < MIN_SKELETON:
                raise ContentError(f"Crisis lexicon: {word!r} has too few consonants for '='.")
            (self._skeleton_begins if begins else self._skeletons)[skeleton].add(number)
            return
        kept = self._begins if begins else self._ends if ends else self._exact
        kept[plain].add(number)
        long = kept is self._exact and plain.isascii() and len(plain) >= ALWAYS_FUZZY
        if kind == "~" or long:
            for form in _mistyped(plain):
                self._mistyped[form].add(number)

    def _store_heard(self, word: str, number: int) -> None:
        """Keeps how a word of another script sounds, where it is long enough to be known by it."""
        plain = self._folding.word(word.strip("*~=@!"))
        known = (number, word.endswith("!") or plain.endswith(self._folding.me_endings))
        denial = NOT if plain.startswith(self._folding.not_prefixes) else ""
        for sound in self._folding.sounds_of(plain):
            if len(sound) < MIN_HEARD:
                continue
            if word.startswith("@"):
                self._heard_verbs[sound].add((number, word.endswith("!")))
            elif word.endswith("*"):
                self._heard_begins[sound].add((number, False))
            elif "*" not in word:
                self._heard[denial + sound].add(known)

    def _in_form(self, verbs: Iterable[tuple[int, bool]], token: str) -> set[int]:
        """The numbers of those verbs that may have the ending of the token."""
        to_me = token.endswith(self._folding.me_endings)
        return {number for number, only_me in verbs if to_me or not only_me}


_NONE: frozenset[int] = frozenset()
_NO_VERBS: frozenset[tuple[int, bool]] = frozenset()


def _mistyped(word: str) -> Iterator[str]:
    """Forms that two words share when they differ by one letter added, lost or changed.

    Two neighbouring letters that changed places count as one mistake too. The first letter
    is taken as right.
    """
    yield word
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def expand(word: str) -> Iterator[str]:
    """`{a,b,}c` as ac, bc, c. Raises ContentError when braces do not match."""
    start = word.find("{")
    if start < 0:
        if "}" in word:
            raise ContentError(f"Crisis lexicon: a brace is missing in {word!r}.")
        yield word
        return
    end = word.find("}", start)
    if end < 0:
        raise ContentError(f"Crisis lexicon: a brace is missing in {word!r}.")
    for choice in word[start + 1 : end].split(","):
        yield from expand(word[:start] + choice.strip() + word[end + 1 :])
