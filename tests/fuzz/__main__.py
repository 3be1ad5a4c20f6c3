"""`python -m tests.fuzz`: atheris searches, guided by coverage, for input that breaks a parser.

atheris is in no environment of the project (`make fuzz` fetches it into .tools/fuzz). What it
finds is written below var/fuzz and is the first input of the next run.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from bot.settings import ROOT

NAMES = ("content", "web", "telegram", "masking")


def main() -> int:
    """1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", default=NAMES, help=", ".join(NAMES))
    parser.add_argument("--seconds", type=int, default=60, help="for each target (default 60)")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        return _fuzz(args.one, args.seconds)
    found = 0
    for name in args.targets:
        print(f"fuzzing {name} for {args.seconds} s …", flush=True)
        command = [sys.executable, "-m", "tests.fuzz", "--one", name]
        found |= subprocess.call([*command, "--seconds", str(args.seconds)], cwd=ROOT)
    return min(found, 1)


def _fuzz(name: str, seconds: int) -> int:
    """One target in this process; libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=["bot"]):
        from tests.fuzz.targets import SEEDS, TARGETS

    folder = ROOT / "var" / "fuzz" / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for number, seed in enumerate(SEEDS[name]):
        (folder / f"seed-{number}").write_bytes(seed)
    options = [f"-max_total_time={seconds}", "-max_len=6000", "-timeout=5", "-print_final_stats=1"]
    options += [f"-artifact_prefix={Path(folder)}/found-", str(folder)]
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
