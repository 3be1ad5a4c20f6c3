"""A smaller vocabulary: the pieces that our languages are written with.

The 250,000 pieces of XLM-RoBERTa are two thirds of the model. Kept are those that our texts are
cut into, all Ethiopic ones, and the most frequent Arabic and Latin ones; a rarer word is then
cut into smaller pieces, as SentencePiece does with every word it does not know.
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as schema

from training.encoder.packed import PackedModel

SPECIAL = ("<unk>", "<s>", "</s>")  # the pieces 0, 1 and 2
FIRST = 4  # the packed model has four pieces without text before the others
EXTRA = {"ARABIC": 9000, "LATIN": 9000}
METASPACE = "▁"


def kept_pieces(model: PackedModel, texts: Iterable[str]) -> list[int]:
    """The numbers, in the packed model, of the pieces to keep, in their order."""
    usable = [n for n in range(FIRST, len(model.pieces)) if model.pieces[n] not in ("", "<mask>")]
    whole = processor(model, usable)
    used = {number for ids in whole.encode(list(texts)) for number in ids}
    kept = [n for place, n in enumerate(usable, len(SPECIAL)) if place in used]
    room = dict(EXTRA)
    for number in usable:
        scripts = _scripts(model.pieces[number])
        if "ETHIOPIC" in scripts or len(model.pieces[number].strip(METASPACE)) == 1:
            kept.append(number)
        for script in scripts & room.keys():
            if room[script]:
                room[script] -= 1
                kept.append(number)
    return sorted(set(kept))


def processor(model: PackedModel, kept: Sequence[int]) -> Any:
    """The SentencePiece processor of some pieces."""
    return sentencepiece.SentencePieceProcessor(model_proto=vocabulary(model, kept))


def vocabulary(model: PackedModel, kept: Sequence[int]) -> bytes:
    """A SentencePiece model of these pieces, normalising as XLM-RoBERTa does (nmt_nfkc)."""
    proto = schema.ModelProto()
    proto.ParseFromString(_any_model())
    del proto.pieces[:]
    trainer = proto.trainer_spec
    trainer.model_type = schema.TrainerSpec.UNIGRAM
    trainer.unk_id, trainer.bos_id, trainer.eos_id, trainer.pad_id = 0, 1, 2, -1
    trainer.vocab_size = len(SPECIAL) + len(kept)
    kinds = schema.ModelProto.SentencePiece
    for place, name in enumerate(SPECIAL):
        kind = kinds.CONTROL if place else kinds.UNKNOWN
        proto.pieces.add(piece=name, score=0.0, type=kind)
    for number in kept:
        score = float(model.scores[number])
        proto.pieces.add(piece=model.pieces[number], score=score, type=kinds.NORMAL)
    return bytes(proto.SerializeToString())


def _any_model() -> bytes:
    """Some trained model, for its normalisation rules, which only the trainer can write."""
    with tempfile.TemporaryDirectory() as folder:
        text, made = Path(folder) / "text", Path(folder) / "model"
        text.write_text("hello world this is a test\nanother line of text here\n" * 20)
        sentencepiece.SentencePieceTrainer.train(
            input=str(text),
            model_prefix=str(made),
            vocab_size=40,
            normalization_rule_name="nmt_nfkc",
            hard_vocab_limit=False,
            minloglevel=2,
        )
        return made.with_suffix(".model").read_bytes()


def _scripts(piece: str) -> set[str]:
    names = (unicodedata.name(char, "") for char in piece.strip(METASPACE))
    return {name.split()[0] for name in names if name}
