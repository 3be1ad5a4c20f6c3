"""All that is done, in order: read, learn a vocabulary, train, measure, pack."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from bot.translation.convert import NAMES_FILE, load_names
from bot.translation.service import FOLDER
from training.starter.examples import Example, Pair, directed, encoded, held_out_pairs
from training.starter.measure import as_lines, measure
from training.starter.model import SHAPES, new_model
from training.starter.own import read_own
from training.starter.packing import Made, export, pack_all
from training.starter.sources import Corpus, StarterError, read_sources
from training.starter.training import Plan, Training
from training.starter.vocabulary import MODEL, Vocabulary, learn, target_names


def work(args: argparse.Namespace) -> None:
    """Do it. Raises StarterError, and PackageError where a package cannot be made."""
    if args.shape not in SHAPES:
        raise StarterError(f"There is no shape {args.shape}, only {', '.join(SHAPES)}.")
    shape = SHAPES[args.shape]
    names = load_names(args.data / FOLDER / NAMES_FILE)
    args.work.mkdir(parents=True, exist_ok=True)
    corpus, rows = _read(args.mt, args.data)
    pairs = list(directed(corpus.sentences, corpus.reserved))
    vocabulary = _vocabulary(pairs, shape.pieces, target_names(names), args.work)
    examples = list(encoded(pairs, vocabulary))
    tested = list(held_out_pairs(rows))
    print(f"{len(pairs)} pairs to learn from, {len(tested)} held out; {len(vocabulary)} pieces")
    training = Training(
        new_model(shape, len(vocabulary), vocabulary.pad, vocabulary.end),
        Plan(args.steps, _seconds(args.minutes), 60 * args.save_minutes),
        args.work,
    )
    if training.resume():
        print(f"Going on after step {training.place.step}")
    some = list(encoded(tested[:: max(1, len(tested) // 200)], vocabulary))
    training.run(examples, some)
    _pack(args, training, vocabulary, names, tested, some)


def _read(mt: Path, data: Path) -> tuple[Corpus, tuple[Mapping[str, str], ...]]:
    public = read_sources(mt)
    own, rows = read_own(data)
    both = Corpus((*own.sentences, *public.sentences), own.reserved | public.reserved)
    return both, rows


def _vocabulary(pairs: list[Pair], size: int, names: Mapping[str, str], folder: Path) -> Vocabulary:
    """Learned once; the training goes on with the same."""
    file = folder / MODEL
    if not file.is_file():
        learn(sorted({pair.text for pair in pairs}), size, names, file)
    return Vocabulary(file, names)


def _pack(
    args: argparse.Namespace,
    training: Training,
    vocabulary: Vocabulary,
    names: Mapping[str, Mapping[str, str]],
    tested: list[Pair],
    some: list[Example],
) -> None:
    checkpoint = export(training.model, vocabulary, args.work / "opus-starter")
    figures = as_lines(measure(checkpoint, vocabulary, tested, args.measure))
    made = Made(checkpoint, training.place.step, training.loss(some), figures)
    for file in pack_all(made, names, args.out or args.work / "packages"):
        print(f"Written: {file} ({file.stat().st_size / 1e6:.1f} MB)")


def _seconds(minutes: float | None) -> float | None:
    return None if minutes is None else 60 * minutes
