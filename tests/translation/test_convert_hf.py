"""Checkpoints of Hugging Face through the command, and their translations through the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.translation.packages import Packages
from bot.translation.worker import Worker
from tests.translation.convert_env import run
from tests.translation.tiny_hf import SOURCE, TARGETS, TRANSLATIONS


@pytest.mark.long
@pytest.mark.parametrize("family", TARGETS)
def test_the_marks_of_each_family(family: str, tmp_path: Path) -> None:
    """The two languages that the checkpoint was taught differ by the marks alone."""
    checkpoint = tmp_path / family
    run("tests/translation/tiny_hf.py", family, checkpoint, state=tmp_path)
    packages = Packages(tmp_path / "mine")
    worker = Worker(tmp_path / "mine")
    found = {}
    try:
        for target in TARGETS[family]:
            file = tmp_path / f"{target}.argosmodel"
            order = ("--from", "da", "--to", target, "--licence", "CC0", "--output", file)
            said = run(
                *("-m", "bot", "translation", "convert", checkpoint, *order), state=tmp_path / "bot"
            )
            assert f"Installed: da_{target} 1.0" in said
            package = packages.add(file)
            assert package.licence == "CC0"
            found[target] = worker.translate([package], SOURCE).text
    finally:
        worker.close()
    assert found == {target: TRANSLATIONS[target] for target in TARGETS[family]}
