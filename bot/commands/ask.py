"""`python -m bot ask`: questions on standard input, one JSON reply list a line."""

from __future__ import annotations

import argparse
import json
import sys

from bot.serving.private import private_bot
from bot.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "--conversation", action="store_true", help="all lines are one conversation"
    )
    parser.add_argument("--lang", help="the chosen language (default: follow each question)")


def run(args: argparse.Namespace) -> int:
    """Answer each line as the web channel does, in a new conversation unless told otherwise."""
    session = None
    with private_bot(Settings.from_env()) as client:
        for line in sys.stdin:
            exchange = client.send(line.rstrip("\r\n"), session, args.lang)
            session = exchange.session if args.conversation else None
            print(json.dumps(list(exchange.replies), ensure_ascii=False), flush=True)
    return 0
