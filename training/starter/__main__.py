"""`python -m training.starter --mt FOLDER`: train the starter model, or go on, and pack it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from bot.errors import BotError
from bot.settings import ROOT

LETTERS = Path(__file__).parent / "letters"
ENCODER = ROOT / "bot" / "nlu" / "encoder"
OUT = ROOT / "bot" / "translation" / "starter"

# glibc gives the memory of every large tensor back and asks for it again: five times slower.
MALLOC = {
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 32),
    "MALLOC_TOP_PAD_": str(1 << 28),
}


def main() -> int:
    """Train as far as the options say, then write the packages."""
    args = _options().parse_args()
    if not set(MALLOC) <= set(os.environ):  # it is read when a process starts
        again = [sys.executable, "-m", "training.starter", *sys.argv[1:]]
        os.execve(sys.executable, again, {**os.environ, **MALLOC})  # noqa: S606 - ourselves
    try:
        from training.starter.work import work  # torch takes seconds
    except ImportError as error:
        print(
            f"starter: {error.name} is missing; `make starter-model` sets it up.", file=sys.stderr
        )
        return 1
    try:
        work(args)
    except (BotError, OSError) as error:
        print(f"starter: {error}", file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.starter", description=__doc__)
    parser.add_argument("--mt", type=Path, required=True, help="folder of the public files")
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="the content folder")
    parser.add_argument("--work", type=Path, default=ROOT / "var" / "starter", help="checkpoints")
    parser.add_argument("--letters", type=Path, default=LETTERS, help="folder of written sentences")
    parser.add_argument("--encoder", type=Path, default=ENCODER, help="folder of the first encoder")
    parser.add_argument("--start", type=Path, help="folder of a model to train further")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the model")
    parser.add_argument("--ready", default="", help="directions that it is good enough for: da-ar")
    parser.add_argument("--minutes", type=float, help="stop after so many, from now on")
    parser.add_argument("--steps", type=int, help="stop after so many, from now on")
    parser.add_argument("--save-minutes", type=float, default=5.0, help="between checkpoints")
    parser.add_argument("--shape", default="starter", help="starter, or tiny for a trial")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
