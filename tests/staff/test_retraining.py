"""Retraining: the swap, the margin, the faults. The processes are small stand-ins of the real
ones (see test_story.py for those): what is tested here is what becomes of what they say.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.privacy.database import Database
from bot.settings import Settings
from bot.staff.errors import StaffError
from bot.staff.retraining import Commands, Retraining, State, Training
from bot.staff.tables import staff_database
from bot.staff.verdict import judge
from bot.training.live import code_name, make_live, read_live, starting_model
from bot.training.trainer import model_path

ENTRY = "faq/housing/housing_benefit.yml"
TRAIN = """
import os, pathlib, time
from bot.settings import Settings
from bot.training.trainer import model_path
path = model_path(Settings.from_env())
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text("new")
print(path)
"""
COMPARE = """
import json, sys
def answers(right):
    return [{"id": str(i), "lang": "ti", "question": "q", "expected": "a", "said": "b",
             "right": i < right, "found": True} for i in range(10)]
print(json.dumps({"model": "now", "answers": answers(9)}), flush=True)
assert sys.stdin.readline().strip().endswith(".tar.gz")
print(json.dumps({"model": "next", "answers": answers(%d)}), flush=True)
"""


def python(script: str) -> tuple[str, ...]:
    return (sys.executable, "-c", script)


GOOD = Commands(python(TRAIN), python(COMPARE % 9))


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    found = staff_database(settings.state)
    yield found
    found.close()


@pytest.fixture
def old(settings: Settings) -> Path:
    """The model in use; then an example is published."""
    path = model_path(settings)
    path.parent.mkdir(parents=True)
    path.write_text("old")
    make_live(settings, path)
    file = settings.content / ENTRY
    file.write_text(file.read_text("utf-8").replace('    - "boligstøtte"\n', ""), "utf-8")
    return path


def trained(settings: Settings, database: Database, commands: Commands) -> Training:
    """What became of one training; the bot takes every model that is noted."""

    def health() -> str | None:
        live = read_live(settings.state)
        return live.model.name if live else None

    retraining = Retraining(settings, database, commands, health)
    retraining.start()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        last = retraining.all(1)
        if last and last[0].state in (State.LIVE, State.HELD, State.FAILED):
            return last[0]
        time.sleep(0.05)
    return pytest.fail("the training did not end")


def test_a_good_model_is_taken(settings: Settings, database: Database, old: Path) -> None:
    found = trained(settings, database, GOOD)
    assert (found.state, found.problem) == (State.LIVE, "")
    live = read_live(settings.state)
    assert live is not None
    assert live.model == model_path(settings) != old
    assert old.exists()  # an undo needs no training
    assert starting_model(settings) == live.model


def test_a_worse_model_is_held_back_and_says_where(
    settings: Settings, database: Database, old: Path
) -> None:
    found = trained(settings, database, Commands(python(TRAIN), python(COMPARE % 8)))
    assert found.state is State.HELD
    assert found.report is not None
    assert found.report["worse"] == ["", "ti"]
    assert [a["id"] for a in found.report["lost"]] == ["8"]
    live = read_live(settings.state)
    assert live is not None
    assert live.model == old
    assert starting_model(settings) == old  # after a restart too
    retraining = Retraining(settings, database, GOOD, lambda: None)
    assert not retraining.needed()
    retraining.adopt(found.id)
    live = read_live(settings.state)
    assert live is not None
    assert live.model == model_path(settings)
    with pytest.raises(StaffError):
        retraining.adopt(found.id)


@pytest.mark.parametrize(
    ("commands", "says"),
    [
        (Commands(python("raise SystemExit('no memory')"), python(COMPARE % 9)), "no memory"),
        (Commands(python("import os; os.kill(os.getpid(), 9)"), python(COMPARE % 9)), "-9"),
        (Commands(python(TRAIN), python("import os; os.kill(os.getpid(), 9)")), "-9"),
    ],
)
def test_a_failed_or_killed_training_leaves_the_old_model(
    settings: Settings, database: Database, old: Path, commands: Commands, says: str
) -> None:
    found = trained(settings, database, commands)
    assert found.state is State.FAILED
    assert says in found.problem
    live = read_live(settings.state)
    assert live is not None
    assert live.model == old


def test_a_full_disk_leaves_the_old_model(
    settings: Settings, database: Database, old: Path
) -> None:
    (settings.state / "retrain").write_text("no folder can be made here")
    found = trained(settings, database, GOOD)
    assert found.state is State.FAILED
    live = read_live(settings.state)
    assert live is not None
    assert live.model == old


def test_what_was_running_when_the_app_was_killed_is_failed_and_can_be_tried_again(
    settings: Settings, database: Database, old: Path
) -> None:
    with database.transaction() as db:
        db.execute(
            "INSERT INTO trainings (at, shown, model, state, seconds, report, problem)"
            " VALUES (0, 'Poul', ?, 'training', 0, '', '')",
            (model_path(settings).name,),
        )
    retraining = Retraining(settings, database, GOOD, lambda: None)
    retraining.start()
    time.sleep(0.3)
    (last,) = retraining.all()
    assert (last.state, last.problem) == (State.FAILED, "stopped")
    assert retraining.outdated()
    assert not retraining.request("Poul")
    assert retraining.request("Poul", again=True)


def test_a_note_that_is_damaged_is_no_note(settings: Settings, old: Path) -> None:
    (settings.state / "models" / "live.json").write_text("{")
    assert read_live(settings.state) is None
    make_live(settings, old)
    live = read_live(settings.state)
    assert live is not None
    assert live.code == code_name(settings)


def test_new_questions_count_for_nothing_and_each_language_counts_alone() -> None:
    def answers(**right: bool) -> list[dict[str, object]]:
        return [{"id": k, "lang": k[:2], "right": v} for k, v in right.items()]

    before = answers(da1=True, da2=True, ar1=False, ar2=False)
    now = answers(da1=True, da2=False, ar1=True, ar2=False, ar3=False)
    verdict = judge(before, now, 5)
    assert verdict.worse == ("da",)
    assert not verdict.good
    assert json.loads(json.dumps(verdict.as_json()))["groups"][0] == ["", 4, 2, 2]
