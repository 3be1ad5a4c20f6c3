"""`python -m bot validate`: the content, all faults at once."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path

from bot.content.checks import check_all
from bot.content.rules import load_rules
from bot.content.store import ContentStore
from bot.errors import ContentError
from bot.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--content", type=Path, help="the content folder (default: BOT_CONTENT)")
    parser.add_argument("--only", default="", metavar="PATH", help="faults of files below PATH")


def run(args: argparse.Namespace) -> int:
    """Print every fault with file, line and key; 1 when one of them is more than a warning."""
    folder = args.content or Settings.from_env().content
    if not folder.is_dir():
        raise ContentError(f"There is no content folder {folder}.")
    library = ContentStore(folder).library()
    rules = load_rules(folder, library.content.source_lang)
    faults = [
        f for f in check_all(library, rules, datetime.date.today()) if f.file.startswith(args.only)
    ]
    for found in faults:
        print(found)
    errors = sum(not f.warning for f in faults)
    print(
        f"{len(library.documents)} entries, {errors} faults, {len(faults) - errors} warnings"
        f" (content version {library.content.version})"
    )
    return 1 if errors else 0
