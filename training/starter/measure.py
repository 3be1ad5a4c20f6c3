"""How good the model is by itself, on sentences of entries that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import torch
from transformers import MarianMTModel

from training.starter.examples import Pair
from training.starter.sources import StarterError
from training.starter.vocabulary import Vocabulary

BATCH = 32


def measure(
    checkpoint: Path, vocabulary: Vocabulary, pairs: Sequence[Pair], number: int
) -> dict[str, tuple[int, float]]:
    """ChrF by direction with at most `number` pairs of each, and how many there were.

    Raises StarterError where sacrebleu is missing.
    """
    if not number:
        return {}
    try:
        from sacrebleu.metrics import CHRF
    except ImportError as error:
        raise StarterError("The measurement needs the package sacrebleu.") from error
    model = MarianMTModel.from_pretrained(checkpoint).eval()
    found = {}
    ordered = sorted(pairs, key=_direction)
    for name, group in groupby(ordered, key=_direction):
        some = list(group)[:number]
        made = _translated(model, vocabulary, some)
        score = CHRF().corpus_score(made, [[pair.translation for pair in some]]).score
        found[name] = (len(some), float(score))
    return found


def as_lines(found: dict[str, tuple[int, float]]) -> tuple[str, ...]:
    """The figures as a table of the model card; nothing where nothing was measured."""
    if not found:
        return ()
    head = ("| direction | held-out sentences | chrF |", "|---|---|---|")
    return (*head, *(f"| {name} | {n} | {score:.1f} |" for name, (n, score) in found.items()))


def _translated(model: MarianMTModel, vocabulary: Vocabulary, pairs: list[Pair]) -> list[str]:
    made = []
    for start in range(0, len(pairs), BATCH):
        rows = [vocabulary.source(p.text, p.target) for p in pairs[start : start + BATCH]]
        longest = max(map(len, rows))
        padded = torch.tensor([[*row, *[vocabulary.pad] * (longest - len(row))] for row in rows])
        mask = (padded != vocabulary.pad).long()
        with torch.no_grad():
            out = model.generate(
                input_ids=padded,
                attention_mask=mask,
                num_beams=4,
                max_new_tokens=100,
                bad_words_ids=[[vocabulary.pad]],
            )
        made += [vocabulary.text(row) for row in out.tolist()]
    return made


def _direction(pair: Pair) -> str:
    return f"{pair.source}-{pair.target}"
