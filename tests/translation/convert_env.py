"""The environment with torch that `make test-long` sets up."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from bot.settings import ROOT

PYTHON = ROOT / ".tools" / "convert" / "bin" / "python"


def run(*arguments: str | Path, state: Path) -> str:
    """What `python ARGUMENTS` prints there; the test fails where it does."""
    assert PYTHON.exists(), "run `make test-long`: it sets up .tools/convert"
    environment = {"BOT_STATE": str(state), "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [PYTHON, *arguments], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    return done.stdout
