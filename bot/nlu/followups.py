"""Questions that only mean something after another one, and corrections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.reader import Reader
from bot.content.yamltree import Node, read_tree
from bot.errors import ContentError
from bot.nlu.normalise import Normaliser

FILE = Path("nlu") / "followups.yml"
KEYS = ("fillers", "facets", "leads", "corrections")
Words = tuple[str, ...]


@dataclass(frozen=True)
class Followups:
    """What short questions mean after a subject. All phrases are in normal form."""

    normaliser: Normaliser
    fillers: frozenset[Words]
    facets: Mapping[Words, str]
    leads: Mapping[str, Mapping[str, str]]
    corrections: tuple[Words, ...]

    @classmethod
    def load(cls, folder: Path, normaliser: Normaliser) -> Followups:
        """What `folder`/nlu/followups.yml says.

        Raises ContentError naming the file, the line and the key when it cannot be used.
        """
        tree = read_tree(folder / FILE, FILE.as_posix())
        reader = Reader(FILE.as_posix())
        keys = {} if tree.root is None else reader.mapping(tree.root, "", KEYS)
        facets = {
            phrase: facet
            for facet, node in _keys(keys.get("facets")).items()
            for phrase in _phrases(reader, node, f"facets.{facet}", normaliser)
        }
        leads = {
            facet: {
                last: reader.text(n, f"leads.{facet}.{last}") for last, n in _keys(node).items()
            }
            for facet, node in _keys(keys.get("leads")).items()
        }
        fillers = _phrases(reader, keys.get("fillers"), "fillers", normaliser)
        corrections = _phrases(reader, keys.get("corrections"), "corrections", normaliser)
        for fault in (*tree.faults, *reader.faults):
            raise ContentError(str(fault))
        longest_first = tuple(sorted(corrections, key=len, reverse=True))
        return cls(normaliser, frozenset(fillers), facets, leads, longest_first)

    def facet(self, text: str) -> str | None:
        """What `text` asks about an earlier subject, None when it has a subject of its own."""
        words = self._bare(self._words(text))
        return self.facets.get(words) if words else None

    def intent(self, text: str, last: str | None) -> str | None:
        """The intent that `text` means after an answer to `last`; None when it is no follow-up."""
        facet = self.facet(text) if last else None
        if facet is None or last is None:
            return None
        return self.leads.get(facet, {}).get(last, last)

    def corrected(self, text: str) -> str | None:
        """The question after words of correction ("nej, jeg mener ..."), as it was written.

        None when there are no such words, or nothing follows them.
        """
        written = text.split()
        normal = [self._words(word) for word in written]
        for phrase in self.corrections:
            said: Words = ()
            for place, words in enumerate(normal):
                if len(said) >= len(phrase):
                    rest = " ".join(written[place:])
                    if said == phrase and self._words(rest):
                        return rest
                    break
                said += words
        return None

    def _words(self, text: str) -> Words:
        return tuple(self.normaliser.text(text).split())

    def _bare(self, words: Words) -> Words:
        """The words without fillers at both ends."""
        changed = True
        while changed:
            changed = False
            for filler in self.fillers:
                size = len(filler)
                if len(words) > size and words[:size] == filler:
                    words, changed = words[size:], True
                if len(words) > size and words[-size:] == filler:
                    words, changed = words[:-size], True
        return words


def _keys(node: Node | None) -> Mapping[str, Node]:
    return (node.keys if node is not None else None) or {}


def _phrases(
    reader: Reader, node: Node | None, key: str, normaliser: Normaliser
) -> Iterable[Words]:
    """The phrases under each language's code, in normal form."""
    found: list[Words] = []
    for code, phrases in _keys(node).items():
        for text, line in reader.texts(phrases, f"{key}.{code}"):
            words = tuple(normaliser.text(text).split())
            if words:
                found.append(words)
            else:
                reader.fault("empty", line, f"{key}.{code}")
    return found
