"""`python -m bot bench`: measure the real processes and write docs/performance.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bot.errors import ServiceError
from bot.serving.bench import measure
from bot.serving.figures import write_document
from bot.serving.ports import free_port
from bot.settings import ROOT, Settings
from bot.training.trainer import ensure_model

COUNT = 100


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--step", default="now", help="what these figures are called (now)")
    parser.add_argument("--count", type=int, default=COUNT, help=f"messages a case ({COUNT})")
    parser.add_argument("--model", type=Path, help="a model to take instead of the one that fits")
    parser.add_argument("--data", type=Path, default=ROOT / "docs" / "performance.json")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "performance.md")


def run(args: argparse.Namespace) -> int:
    """Measure a bot of its own, add the figures to the others, write the page."""
    settings = Settings.from_env()
    model = args.model.resolve() if args.model else ensure_model(settings)
    with tempfile.TemporaryDirectory(prefix="velkommen-") as folder:
        private = replace(
            settings,
            host="127.0.0.1",
            port=free_port(),
            staff_port=free_port(),
            actions_port=free_port(),
            state=Path(folder),
            rate_limit=0,
            new_sessions=0,
            telegram_token="",
        )
        found = measure(private, model, args.count)
    found |= {
        "on": time.strftime("%Y-%m-%d"),
        "machine": f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores",
        "count": args.count,
    }
    steps = _read(args.data)
    steps.setdefault(args.step, []).append(found)
    args.data.write_text(json.dumps(steps, indent=1) + "\n", encoding="utf-8")
    write_document(args.output, steps)
    print(f"Written: {args.output}")
    return 0


def _read(path: Path) -> dict[str, list[dict[str, object]]]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ServiceError(f"The figures in {path} cannot be read: {error}.") from error
