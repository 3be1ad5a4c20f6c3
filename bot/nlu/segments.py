"""The questions in a message: many people put two or three into one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.reader import Reader
from bot.content.yamltree import Node, read_tree
from bot.errors import ContentError
from bot.nlu.normalise import Normaliser

FILE = Path("nlu") / "questions.yml"
KEYS = ("words", "joins")
# Ends of sentences in the scripts of the bot; a question mark may stand doubled.
STOP = re.compile(r"(?<=[?!؟፧።;؛])\s*|(?<=[.])\s+|\n+")
# Inside a sentence a comma, or a comma-like sign, may part two questions.
COMMA = re.compile(r"\s*[,،፣፤፥]\s*")
MARKS = "?؟፧"
LEAST_WORDS = 2  # a part with fewer is a greeting or an address, not a question of its own
LONGEST = 600  # characters; what is longer is a story, in which one question is looked for
MOST = 6  # parts that are tried


@dataclass(frozen=True)
class Questions:
    """Cuts messages into parts and tells which of these ask something."""

    normaliser: Normaliser
    words: frozenset[str]
    join: re.Pattern[str]

    @classmethod
    def load(cls, folder: Path, normaliser: Normaliser) -> Questions:
        """With the words of `folder`/nlu/questions.yml.

        Raises ContentError naming the file, the line and the key when it cannot be used.
        """
        tree = read_tree(folder / FILE, FILE.as_posix())
        reader = Reader(FILE.as_posix())
        keys = {} if tree.root is None else reader.mapping(tree.root, "", KEYS)
        words = list(_texts(reader, keys.get("words"), "words"))
        joins = list(_texts(reader, keys.get("joins"), "joins"))
        for fault in (*tree.faults, *reader.faults):
            raise ContentError(str(fault))
        normal = frozenset(normaliser.text(word) for word in words)
        longest_first = sorted(joins, key=len, reverse=True)
        join = "|".join(re.escape(text) for text in longest_first) or r"(?!)"
        return cls(normaliser, normal, re.compile(rf"\s+(?=(?:{join})\b)", re.IGNORECASE))

    def parts(self, text: str) -> tuple[str, ...]:
        """The parts of `text` that may be questions of their own; () when there is but one.

        Sentences come first; where there is only one sentence, its parts between commas; where
        there are no commas, what begins with "and" and a word that asks.
        """
        if len(text) > LONGEST:
            return ()
        for mark in (STOP, COMMA, self.join):
            parts = tuple(part.strip() for part in mark.split(text) if _counts(part))
            if len(parts) > 1:
                return parts[:MOST]
        return ()

    def asks(self, part: str) -> bool:
        """Whether a part is a question: by its mark, or by a word that asks."""
        if part.rstrip().endswith(tuple(MARKS)):
            return True
        return not self.words.isdisjoint(self.normaliser.text(part).split())


def _texts(reader: Reader, node: Node | None, key: str) -> Iterable[str]:
    languages: Mapping[str, Node] = (node.keys if node is not None else None) or {}
    for code, texts in languages.items():
        for text, _ in reader.texts(texts, f"{key}.{code}"):
            yield text


def _counts(part: str) -> bool:
    words = [word for word in part.split() if any(char.isalnum() for char in word)]
    return len(words) >= LEAST_WORDS
