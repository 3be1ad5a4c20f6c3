"""`python -m bot train`: the model, if what it is trained from changed."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.settings import ROOT, Settings
from bot.training.trainer import ensure_model


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--config", type=Path, default=ROOT / "config.yml")
    parser.add_argument("--force", action="store_true", help="train also when nothing changed")


def run(args: argparse.Namespace) -> int:
    """Train where needed and print the path of the model."""
    print(ensure_model(Settings.from_env(), args.config.resolve(), args.force))
    return 0
