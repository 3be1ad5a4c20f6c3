"""`python -m bot report`: cross-validation and question files, as docs/evaluation.md."""

from __future__ import annotations

import argparse
import logging
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from bot.content.store import ContentStore
from bot.evaluation.document import write_document
from bot.evaluation.folds import held_out, without_fold
from bot.evaluation.questions import read_questions
from bot.evaluation.understanding import Understood, understand
from bot.settings import ROOT, Settings
from bot.training.trainer import ensure_model

ALL = 1000  # models to keep, more than any report makes


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--folds", type=int, default=5, help="parts of the cross-validation")
    parser.add_argument("--only", type=int, help="measure this many of the folds")
    parser.add_argument(
        "--config",
        type=Path,
        action="append",
        help="configurations to compare, the bot's own first (default: config.yml)",
    )
    parser.add_argument("--questions", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "evaluation.md")


def run(args: argparse.Namespace) -> int:
    """Train a model for each fold and configuration, ask it what it has not seen, write."""
    logging.disable(logging.WARNING)
    settings = Settings.from_env()
    configs = [c.resolve() for c in args.config or [ROOT / "config.yml"]]
    measured = range(args.only or args.folds)
    systems = {
        config.name: [u for fold in measured for u in _fold(settings, config, fold, args.folds)]
        for config in configs
    }
    content = ContentStore(settings.content).current()
    model = ensure_model(settings, configs[0])
    files = {
        path.name: list(understand(model, content, tqdm(read_questions(path), desc=path.name)))
        for path in args.questions
    }
    run_folds = f"{len(measured)} of {args.folds} folds"
    write_document(args.output, systems, files, "make evaluate", run_folds)
    print(f"Written: {args.output}")
    return 0


def _fold(settings: Settings, config: Path, fold: int, folds: int) -> Iterator[Understood]:
    content = ContentStore(settings.content).current()
    questions = held_out(content, fold, folds)
    with tempfile.TemporaryDirectory(prefix="velkommen-fold-") as folder:
        copy = Path(folder) / "data"
        without_fold(settings.content, content, fold, folds, copy)
        # Models of folds stay beside the bot's, so that an interrupted report goes on.
        state = settings.state / "evaluation"
        model = ensure_model(replace(settings, content=copy, state=state), config, keep=ALL)
        yield from understand(model, content, tqdm(questions, desc=f"{config.name} {fold + 1}"))
