"""`python -m training.encoder MT`: trains the sentence model; `make encoder MT=FOLDER` sets it up.

MT is a folder with the parallel texts that `corpora.py` names. It takes about half an hour on two
cores and goes on where it was stopped. `--fold 0` leaves one fold of the example questions out,
for a measurement; the model that the bot uses is trained on all of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch
from tqdm import tqdm

from bot.content.store import ContentStore
from training.encoder.batches import tensors
from training.encoder.corpora import examples, pairs_of_content, pairs_of_others
from training.encoder.export import export
from training.encoder.learning import LANGUAGES, Learning, Plan
from training.encoder.network import Network, from_packed
from training.encoder.packed import Floats, read_packed
from training.encoder.vocabulary import kept_pieces, vocabulary

ROOT = Path(__file__).parents[2]
FOLDS = 5
FIRST = "da"  # the language whose texts are the anchors of the project's own content
SEED = 1
PREFIX = "query: "  # what the first model wants before a text
BATCH = 64


def main() -> None:
    """Train and export."""
    parser = argparse.ArgumentParser(description="Train the sentence model.")
    parser.add_argument("mt", type=Path, help="folder with the parallel texts")
    parser.add_argument("--content", type=Path, default=ROOT / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "bot" / "nlu" / "encoder")
    parser.add_argument("--work", type=Path, default=ROOT / "var" / "encoder")
    parser.add_argument("--fold", type=int, help=f"leave this fold of {FOLDS} out, from 0")
    parser.add_argument("--passes", type=float, default=Plan.passes, help="over the examples")
    args = parser.parse_args()
    torch.manual_seed(SEED)
    content = ContentStore(args.content).current()
    phrases = args.content / "translation" / "phrases.tsv"
    pairs = [
        *pairs_of_others(args.mt, content.languages, Random(SEED)),
        *pairs_of_content(content, phrases, FIRST),
    ]
    asked = list(examples(content, args.fold, FOLDS))
    packed = read_packed()
    kept = kept_pieces(packed, [e.text for e in asked] + [p.text for p in pairs])
    words = vocabulary(packed, kept)
    network, processor = from_packed(packed, kept), _processor(words)
    keys = sorted({pair.anchor for pair in pairs})
    args.work.mkdir(parents=True, exist_ok=True)
    anchors = keys, _anchors(network, processor, keys)
    by_language = {lang: [p for p in pairs if p.lang == lang] for lang in LANGUAGES}
    file = args.work / ("encoder.pt" if args.fold is None else f"encoder-{args.fold}.pt")
    learning = Learning(network, processor, asked, by_language, anchors, Plan(args.passes), file)
    learning.run()
    export(network, words, args.out)


def _processor(words: bytes) -> object:
    import sentencepiece

    return sentencepiece.SentencePieceProcessor(model_proto=words)


def _anchors(network: Network, processor: object, keys: Sequence[tuple[str, str]]) -> Floats:
    """Unit vectors by the first model, less the mean of each language."""
    network.eval()
    order = sorted(range(len(keys)), key=lambda place: len(keys[place][0]))
    found = np.zeros((len(keys), network.word.weight.shape[1]), np.float32)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for start in tqdm(range(0, len(order), BATCH), desc="anchors"):
            places = order[start : start + BATCH]
            texts = [PREFIX + keys[place][0] for place in places]
            found[places] = network(*tensors(processor, texts)).numpy()
    langs = np.array([lang for _, lang in keys])
    for lang in set(langs.tolist()):
        found[langs == lang] -= found[langs == lang].mean(axis=0)
    unit: Floats = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


if __name__ == "__main__":
    main()
