"""`python -m bot backup FOLDER`: a copy of content and state, taken while the bot runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.serving.backup import back_up
from bot.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("folder", type=Path, help="where to; missing or empty")


def run(args: argparse.Namespace) -> int:
    """Copy, and print each thing that was copied."""
    for path in back_up(Settings.from_env(), args.folder):
        print(path)
    return 0
