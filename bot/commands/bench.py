"""`python -m bot bench`: measure the real processes and write docs/performance.md."""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bot.bench.bare import EPOCHS
from bot.bench.document import write_document
from bot.bench.parts import Bench, parts
from bot.bench.record import Record, stamped
from bot.errors import BotError
from bot.serving.ports import free_port
from bot.settings import ROOT, Settings
from bot.training.trainer import ensure_model

COUNT, LIMIT = 100, 420
SIZES = (100, 1_000, 10_000)


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    names = ", ".join(parts(SIZES))
    parser.add_argument("--step", default="now", help="what the figures of the replies are called")
    parser.add_argument("--only", help=f"parts with commas between: {names} (all)")
    parser.add_argument("--count", type=int, default=COUNT, help=f"messages a case ({COUNT})")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help=f"of DIET ({EPOCHS})")
    parser.add_argument(
        "--limit", type=float, default=LIMIT, help=f"seconds a grown content may train ({LIMIT})"
    )
    parser.add_argument("--model", type=Path, help="a model to take instead of the one that fits")
    parser.add_argument("--data", type=Path, default=ROOT / "docs" / "performance.json")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "performance.md")


def run(args: argparse.Namespace) -> int:
    """Measure part by part; each is written down when it is done, so that a run that was broken
    off goes on with `--only` and what is left. 1 where a part could not be measured.
    """
    settings = Settings.from_env()
    wanted = parts(SIZES)
    if args.only:
        names = args.only.split(",")
        if unknown := [name for name in names if name not in wanted]:
            raise BotError(f"There is no part {unknown[0]!r}; there are {', '.join(wanted)}.")
        wanted = {name: wanted[name] for name in names}
    model = args.model.resolve() if args.model else ensure_model(settings)
    missed = 0
    for name, part in wanted.items():
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="velkommen-") as folder:
            bench = _bench(settings, Path(folder), model, args)
            try:
                found = part(bench)
            except BotError as error:
                found, missed = {"missed": str(error)}, missed + 1
        record = Record.read(args.data)
        record.add(name, args.step, stamped(found, args.count))
        record.write(args.data)
        write_document(args.output, record)
        print(f"{name}: {time.monotonic() - begun:.0f} s {found.get('missed', '')}", flush=True)
    print(f"Written: {args.output}")
    return min(missed, 1)


def _bench(settings: Settings, folder: Path, model: Path, args: argparse.Namespace) -> Bench:
    state = folder / "state"
    state.mkdir(mode=0o700)
    (folder / "part").mkdir()
    private = replace(
        settings,
        host="127.0.0.1",
        port=free_port(),
        staff_port=free_port(),
        actions_port=free_port(),
        state=state,
        rate_limit=0,
        new_sessions=0,
        telegram_token="",
        database_url="",
        redis_url="",
    )
    kept = settings.state / "bare"
    return Bench(private, folder / "part", model, args.count, args.epochs, args.limit, kept)
