"""One SentencePiece vocabulary for all languages, in the order that Marian models want."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import sentencepiece

from bot.translation.convert import OPUS
from training.starter.sources import StarterError

END, UNKNOWN, PAD = "</s>", "<unk>", "<pad>"
MODEL = "source.spm"
# The bot's marks for what stays as it is; a piece each, so that they are copied whole.
MARKS = tuple(f"X{number}X" for number in range(10))
COVERAGE = 0.9998  # of the characters; the rest are rare signs of other scripts


class Vocabulary:
    """Text to numbers. `</s>` is 0, `<unk>` 1, and `<pad>`, which the text has not, comes last."""

    def __init__(self, file: Path, names: Mapping[str, str]) -> None:
        self._pieces = sentencepiece.SentencePieceProcessor(model_file=str(file))
        self._names = {code: self._pieces.piece_to_id(name) for code, name in names.items()}
        self.file = file
        self.pad = int(self._pieces.get_piece_size())
        self.end = int(self._pieces.piece_to_id(END))

    def __len__(self) -> int:
        return self.pad + 1

    def source(self, text: str, target: str) -> list[int]:
        """A text to be translated into `target`: that language's mark comes first."""
        return [self._names[target], *self.target(text)]

    def target(self, text: str) -> list[int]:
        """A text and its end."""
        return [*self._pieces.encode(text), self.end]

    def text(self, numbers: Iterable[int]) -> str:
        """The text of numbers, up to its end."""
        kept = []
        for number in numbers:
            if number == self.end:
                break
            if number < self.pad:
                kept.append(number)
        return str(self._pieces.decode(kept))

    def write(self, folder: Path) -> None:
        """What Marian's tokenizer reads: the pieces for both sides, their numbers, settings."""
        pieces = [self._pieces.id_to_piece(number) for number in range(self.pad)] + [PAD]
        numbers = {piece: number for number, piece in enumerate(pieces)}
        (folder / "vocab.json").write_text(json.dumps(numbers, ensure_ascii=False), "utf-8")
        for name in ("source.spm", "target.spm"):
            (folder / name).write_bytes(self.file.read_bytes())
        settings = {"tokenizer_class": "MarianTokenizer", "eos_token": END, "unk_token": UNKNOWN}
        settings |= {"pad_token": PAD, "source_lang": "mul", "target_lang": "mul"}
        (folder / "tokenizer_config.json").write_text(json.dumps(settings), "utf-8")


def learn(texts: Iterable[str], size: int, names: Mapping[str, str], file: Path) -> None:
    """Make the model of `size` pieces and write it to `file`. Raises StarterError."""
    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=model,
            vocab_size=size,
            hard_vocab_limit=False,
            character_coverage=COVERAGE,
            eos_id=0,
            unk_id=1,
            bos_id=-1,
            pad_id=-1,
            control_symbols=list(names.values()),  # no text can hold them
            user_defined_symbols=list(MARKS),
            num_threads=1,
            minloglevel=2,
        )
    except RuntimeError as error:
        raise StarterError(f"The vocabulary cannot be made: {error}") from error
    part = file.with_name(file.name + ".part")
    part.write_bytes(model.getvalue())
    part.replace(file)


def target_names(names: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """The marks of the target language by its code, such as `>>tir<<`."""
    return names[OPUS]
