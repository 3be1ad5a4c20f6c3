"""The pieces of both sides: the sentence model's for sources, an own model's for translations."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import sentencepiece

from bot.nlu.embedding import BEGIN, END
from training.starter.sources import StarterError

LONGEST = 128  # pieces of a text or a translation; longer sentences are rare and cost most
SOURCE, TARGET = "pieces.model", "target.model"
UNKNOWN_PIECE, END_PIECE = "<unk>", "</s>"
# The bot's marks for what stays as it is; a piece each, so that they are copied whole.
MARKS = tuple(f"X{number}X" for number in range(10))


def language_piece(code: str) -> str:
    """The piece that a translation into a language begins from."""
    return f"<{code}>"


class Vocabulary:
    """Texts to numbers, for both sides."""

    def __init__(self, source: Path, target: Path, languages: Sequence[str]) -> None:
        self.source_file, self.target_file = source, target
        self.sources = sentencepiece.SentencePieceProcessor(model_file=str(source))
        self.targets = sentencepiece.SentencePieceProcessor(model_file=str(target))
        self.languages = tuple(languages)
        self._first = {c: self.targets.piece_to_id(language_piece(c)) for c in languages}
        self.end = int(self.targets.piece_to_id(END_PIECE))

    def __len__(self) -> int:
        """How many pieces translations are made of."""
        return int(self.targets.get_piece_size())

    def source(self, text: str) -> list[int]:
        """A text to be translated."""
        return [BEGIN, *self.sources.encode(text), END]

    def target(self, text: str, lang: str) -> list[int]:
        """A translation: where all begin, its language, its pieces and its end."""
        return [self.end, self._first[lang], *self.targets.encode(text), self.end]

    def pieces(self) -> tuple[list[str], list[str]]:
        """All pieces of the sources and of the translations, by their numbers."""
        return tuple(  # type: ignore[return-value]
            [side.id_to_piece(number) for number in range(side.get_piece_size())]
            for side in (self.sources, self.targets)
        )


def learn(texts: Iterable[str], size: int, languages: Sequence[str], file: Path) -> None:
    """Make the model of translations, of `size` pieces, and write it. Raises StarterError."""
    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=model,
            vocab_size=size,
            hard_vocab_limit=False,
            character_coverage=1.0,
            eos_id=0,
            unk_id=1,
            bos_id=-1,
            pad_id=-1,
            control_symbols=[language_piece(code) for code in languages],  # no text holds them
            user_defined_symbols=list(MARKS),
            num_threads=1,
            minloglevel=2,
        )
    except RuntimeError as error:
        raise StarterError(f"The vocabulary cannot be made: {error}") from error
    part = file.with_name(file.name + ".part")
    part.write_bytes(model.getvalue())
    part.replace(file)
