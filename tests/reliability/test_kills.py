"""Nothing is lost, doubled or wrong, however often and whenever the processes are killed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import ROOT, Settings
from tests.reliability.chaos import run
from tests.reliability.tally import Tally

KILLS = int(os.environ.get("KILLS", "200"))


@pytest.mark.long
def test_nothing_is_lost_under_two_hundred_kills(
    own_settings: Settings, trained_model: Path
) -> None:
    """Goes on where the last run was stopped; remove the file to begin anew."""
    file = ROOT / "var" / "test" / f"reliability-{KILLS}.json"
    settings = replace(own_settings, content=ROOT / "data")

    def progress(tally: Tally) -> None:
        print(f"{tally.killed} of {KILLS} kills, {tally.web_messages} messages", flush=True)

    tally = run(settings, trained_model, file, KILLS, 1e9, progress)
    print("\n".join((tally.report(), *tally.cases())))
    file.unlink()
    assert tally.clean, tally


def test_the_figures_survive_a_stop(tmp_path: Path) -> None:
    tally = Tally(web_messages=3, web_lost=["one"])
    tally.killed_one("bot SIGKILL")
    tally.save(tmp_path / "figures.json")
    assert Tally.load(tmp_path / "figures.json") == tally
    assert not tally.clean
    assert Tally.load(tmp_path / "none.json").clean
