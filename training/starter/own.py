"""The project's own sentences: they are what the model is for, so they are seen more often."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.content.store import ContentStore
from bot.evaluation.translations import held_out
from bot.translation.pairs import content_pairs, phrases
from bot.translation.service import FOLDER, PHRASES
from training.starter.sources import Corpus, Sentence, folded

WEIGHT = 8


def read_own(data: Path) -> tuple[Corpus, tuple[Mapping[str, str], ...]]:
    """The corpus of a content folder, and the sentences of the entries that are held out.

    They are the entries that `python -m bot translation evaluate` holds out. A sentence of one
    of them is reserved wherever else it stands.
    """
    content = ContentStore(data).current()
    without = held_out(content)
    tested = tuple(pair.texts for pair in content_pairs(content) if pair.origin in without)
    learned = [pair.texts for pair in content_pairs(content, without)]
    learned += [pair.texts for pair in phrases(data / FOLDER / PHRASES, content.languages)]
    reserved = frozenset(folded(text) for texts in tested for text in texts.values())
    corpus = Corpus(tuple(Sentence(texts, WEIGHT) for texts in learned), reserved)
    return corpus, tuple(t for t in tested if not any("{" in text for text in t.values()))
