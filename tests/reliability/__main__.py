"""`python -m tests.reliability`: kill the bot under load and count what was lost.

Stop it with Ctrl-C and start it again: it goes on where it was (var/reliability.json).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from bot.settings import ROOT, Settings
from bot.training.trainer import ensure_model
from tests.reliability.chaos import run
from tests.reliability.tally import Tally

FILE = ROOT / "var" / "reliability.json"


def main() -> int:
    """1 when a message was lost, doubled or answered wrongly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how many in all (default 200)")
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after so many seconds")
    parser.add_argument("--file", type=Path, default=FILE, help="where the figures are kept")
    parser.add_argument("--anew", action="store_true", help="forget the figures so far")
    parser.add_argument("--cold", action="store_true", help="import the libraries at each start")
    parser.add_argument("--model", type=Path, help="a trained model (default: that of the content)")
    args = parser.parse_args()
    if args.anew:
        args.file.unlink(missing_ok=True)
    guard = str(ROOT / "tests" / "no_network")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [guard, os.environ.get("PYTHONPATH")]))
    model = args.model or ensure_model(Settings())
    args.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        tempfile.TemporaryDirectory(prefix="velkommen-kills-") as folder,
        tqdm(total=args.kills, desc="kills") as bar,
    ):

        def progress(tally: Tally) -> None:
            bar.n = tally.killed
            bar.set_postfix(messages=tally.web_messages + tally.telegram_messages)

        settings = replace(Settings(), state=Path(folder))
        tally = run(settings, model, args.file, args.kills, args.seconds, progress, args.cold)
    print(tally.report())
    for case in tally.cases():
        print(f"  {case}")
    return 0 if tally.clean else 1


if __name__ == "__main__":
    sys.exit(main())
