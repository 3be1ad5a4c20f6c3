"""`python -m bot translate`: lines on standard input, one JSON object a line."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from bot.content.store import ContentStore
from bot.settings import Settings
from bot.translation.result import Translation
from bot.translation.service import TranslationService


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--from", dest="source", required=True, help="the language of the lines")
    parser.add_argument("--to", dest="target", required=True, help="the language to write")


def run(args: argparse.Namespace) -> int:
    """Translate each line; a line that cannot be translated says why in its notes."""
    settings = Settings.from_env()
    service = TranslationService(settings, ContentStore(settings.content))
    try:
        translator = service.translator()
        for line in sys.stdin:
            found = translator.translate(line.rstrip("\r\n"), args.source, args.target)
            print(json.dumps(as_json(found), ensure_ascii=False), flush=True)
    finally:
        service.close()
    return 0


def as_json(found: Translation) -> dict[str, Any]:
    """What the command prints of a translation."""
    return {
        "text": found.text,
        "shown": found.shown,
        "state": found.state.value if found.state else None,
        "score": found.score,
        "notes": [note.value for note in found.notes],
    }
