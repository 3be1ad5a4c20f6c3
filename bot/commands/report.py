"""`python -m bot report`: cross-validation and question files, as docs/evaluation.md."""

from __future__ import annotations

import argparse
import logging
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from bot.content.model import Content, Family
from bot.content.store import ContentStore
from bot.evaluation.document import write_document
from bot.evaluation.folds import held_out, without_fold
from bot.evaluation.questions import Question, read_questions
from bot.evaluation.understanding import Understood, understand
from bot.settings import ROOT, Settings
from bot.training.importer import RULED_ENTRIES
from bot.training.trainer import ensure_model

ALL = 1000  # models to keep, more than any report makes


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--folds", type=int, default=5, help="parts of the cross-validation")
    parser.add_argument("--only", type=int, help="measure this many of the folds, 0 for none")
    parser.add_argument(
        "--config",
        type=Path,
        action="append",
        help="configurations to compare, the bot's own first (default: config.yml)",
    )
    parser.add_argument("--questions", type=Path, action="append", required=True, metavar="FILE")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "evaluation.md")


def run(args: argparse.Namespace) -> int:
    """Train a model for each fold and configuration, ask it what it has not seen, write."""
    logging.disable(logging.WARNING)
    settings = Settings.from_env()
    configs = [c.resolve() for c in args.config or [ROOT / "config.yml"]]
    measured = range(args.folds if args.only is None else args.only)
    content = ContentStore(settings.content).current()
    asked = {config.name: _asked(settings, content, config, args.questions) for config in configs}
    folds = {
        config.name: [u for fold in measured for u in _fold(settings, config, fold, args.folds)]
        for config in configs
        if measured
    }
    part = f"{len(measured)} of {args.folds} folds"
    write_document(args.output, asked, folds, "make evaluate", part)
    print(f"Written: {args.output}")
    return 0


def _asked(
    settings: Settings, content: Content, config: Path, files: Sequence[Path]
) -> dict[str, list[Understood]]:
    """The question files, less what rules answer before the model, asked of a trained model."""
    if config != ROOT / "config.yml":  # a baseline's model lies where no bot looks for its own
        settings = replace(settings, state=settings.state / "evaluation")
    model = ensure_model(settings, config, keep=ALL)
    found = {}
    for path in files:
        questions = [q for q in read_questions(path) if not _ruled(content, q)]
        rows = understand(model, content, tqdm(questions, desc=f"{config.name} {path.name}"))
        found[path.name] = list(rows)
    return found


def _ruled(content: Content, question: Question) -> bool:
    entries = [content.entries[e] for e in question.expected if e in content.entries]
    return all(e.family is Family.CRISIS or e.id in RULED_ENTRIES for e in entries)


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
