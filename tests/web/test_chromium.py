"""scripts/chromium.py: finds the browser, or says how to get it."""

from __future__ import annotations

import os
import subprocess
import sys

from bot.settings import ROOT


def run(**env: str) -> subprocess.CompletedProcess[str]:
    script = str(ROOT / "scripts" / "chromium.py")
    environment = {**os.environ, **env}
    return subprocess.run(
        [sys.executable, script], env=environment, capture_output=True, text=True, check=False
    )


def test_it_prints_where_chromium_is(chromium: str) -> None:
    assert run().stdout.strip() == chromium
    assert run(CHROMIUM=chromium).stdout.strip() == chromium


def test_it_says_in_one_sentence_how_to_get_one() -> None:
    found = run(CHROMIUM="/nowhere/chromium")
    assert found.returncode == 1
    assert found.stdout == ""
    assert found.stderr.count("\n") == 1
    assert "apt-get install chromium" in found.stderr
