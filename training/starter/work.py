"""All that is done, in order: read, learn a vocabulary, train, measure, export."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping

from bot.translation.glossary import Glossary
from bot.translation.installed import MODEL
from bot.translation.reading_back import TARGET_PIECES
from training.starter.examples import directed, encoded, held_out_pairs
from training.starter.first import decoder_weights, encoder_weights
from training.starter.network import SHAPES, Shape, Translator
from training.starter.own import read_own
from training.starter.package import write_package
from training.starter.sources import Corpus, StarterError, read_sources
from training.starter.training import PLANS, Plan, Training
from training.starter.vocabulary import SOURCE, TARGET, Vocabulary, learn

HOME = "da"  # the language whose words are official
LANGUAGES = (HOME, "ar", "ti")
SENTENCES = 200  # held out, for the loss that is shown


def work(args: argparse.Namespace) -> None:
    """Do it. Raises StarterError."""
    if args.shape not in SHAPES:
        raise StarterError(f"There is no shape {args.shape}, only {', '.join(SHAPES)}.")
    shape = SHAPES[args.shape]
    args.work.mkdir(parents=True, exist_ok=True)
    corpus, rows = _read(args)
    glossary = Glossary.load(args.data / "glossary.tsv", LANGUAGES, HOME)
    pairs = list(directed(corpus.sentences, corpus.reserved, glossary))
    target = args.work / TARGET
    if args.start is not None:
        shutil.copyfile(args.start / TARGET_PIECES, target)
    if not target.is_file():  # learned once; the training goes on with the same
        learn(sorted({pair.translation for pair in pairs}), shape.pieces, LANGUAGES, target)
    vocabulary = Vocabulary(args.encoder / SOURCE, target, LANGUAGES)
    examples = list(encoded(pairs, vocabulary))
    tested = list(encoded(held_out_pairs(rows, glossary), vocabulary))
    print(f"{len(pairs)} pairs to learn from, {len(tested)} held out; {len(vocabulary)} pieces")
    model = _model(args, shape, len(vocabulary))
    training = Training(model, _plan(args), args.work)
    if training.resume():
        print(f"Going on in part {training.place.part + 1} after step {training.place.step}")
    training.run(examples, tested[:: max(1, len(tested) // SENTENCES)])
    size = write_package(model, vocabulary, _pairs(args.ready), args.out)
    print(f"Written: {args.out} ({size / 1e6:.1f} MB)")


def _pairs(names: str) -> list[tuple[str, str]]:
    """The directions that an option names, such as "da-ar,ar-da"."""
    pairs = [name.split("-") for name in names.split(",") if name]
    known = all(len(pair) == 2 and set(pair) <= set(LANGUAGES) for pair in pairs)
    if not known:
        raise StarterError(f"{names} are no directions between {', '.join(LANGUAGES)}.")
    return [(source, target) for source, target in pairs]


def _model(args: argparse.Namespace, shape: Shape, pieces: int) -> Translator:
    """A new one, or that of a package."""
    if args.start is None:
        return Translator(shape, encoder_weights(args.encoder, shape.encoder), pieces)
    folder = args.start / MODEL
    model = Translator(shape, encoder_weights(folder, shape.encoder), pieces)
    model.take_decoder(decoder_weights(folder, shape.decoder))
    return model


def _read(args: argparse.Namespace) -> tuple[Corpus, tuple[Mapping[str, str], ...]]:
    public = read_sources(args.mt)
    own, rows = read_own(args.data, args.letters)
    both = Corpus((*own.sentences, *public.sentences), own.reserved | public.reserved)
    return both, rows


def _plan(args: argparse.Namespace) -> Plan:
    seconds = None if args.minutes is None else 60 * args.minutes
    first = 0 if args.start is None else 1  # a model that is trained already needs no first part
    return Plan(PLANS[args.shape][first:], seconds, args.steps, 60 * args.save_minutes)
