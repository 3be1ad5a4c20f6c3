"""`python -m bot content`: look at the content from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.content.report import write_report
from bot.content.store import ContentStore
from bot.content.texthash import text_hash
from bot.errors import ContentError
from bot.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    sub = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    hashed = sub.add_parser("hash", help="the `of` value for translations of an entry")
    hashed.add_argument("id", help="the id of the entry, as in its file's name")
    report = sub.add_parser("report", help="a page of all entries, for a person to review")
    report.add_argument("--output", type=Path, default=Path("var/content.html"))


def run(args: argparse.Namespace) -> int:
    """Print the hash, or write the page and say where it is."""
    content = ContentStore(Settings.from_env().content).current()
    if args.what == "hash":
        entry = content.entries.get(args.id)
        if entry is None:
            raise ContentError(f"There is no entry {args.id}.")
        print(text_hash(entry.answers[content.source_lang].text))
        return 0
    write_report(content, args.output)
    print(f"Written: {args.output}")
    return 0
