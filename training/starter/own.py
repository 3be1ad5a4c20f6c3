"""The project's own sentences: they are what the model is for, so they are seen more often."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.content.store import ContentStore
from bot.evaluation.translations import held_out
from bot.translation.pairs import content_pairs, phrases
from bot.translation.service import FOLDER, PHRASES
from training.starter.sources import Corpus, Sentence, StarterError, folded

CONTENT_WEIGHT, LETTERS_WEIGHT = 4, 3
LETTERS = Path(__file__).parent / "letters"


def read_own(data: Path, letters: Path) -> tuple[Corpus, tuple[Mapping[str, str], ...]]:
    """The corpus of a content folder and of the folder `letters`, and the sentences of the
    entries that are held out.

    They are the entries that `python -m bot translation evaluate` holds out. A sentence of one
    of them is reserved wherever else it stands.
    """
    content = ContentStore(data).current()
    without = held_out(content)
    tested = tuple(pair.texts for pair in content_pairs(content) if pair.origin in without)
    learned = [pair.texts for pair in content_pairs(content, without)]
    learned += [pair.texts for pair in phrases(data / FOLDER / PHRASES, content.languages)]
    reserved = frozenset(folded(text) for texts in tested for text in texts.values())
    sentences = [Sentence(texts, CONTENT_WEIGHT, own=True) for texts in learned]
    sentences += [Sentence(texts, LETTERS_WEIGHT, own=True) for texts in _letters(letters)]
    corpus = Corpus(tuple(sentences), reserved)
    return corpus, tuple(t for t in tested if not any("{" in text for text in t.values()))


def _letters(folder: Path) -> Iterator[Mapping[str, str]]:
    """The sentences of letters that were written to be learned from; see README.md there."""
    for file in sorted(folder.glob("*.tsv")):
        try:
            with file.open(encoding="utf-8", newline="") as opened:
                for row in csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE):
                    yield {code: text.strip() for code, text in row.items() if text and code}
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise StarterError(f"{file} cannot be read.") from error
