from __future__ import annotations

import shutil
from pathlib import Path

from bot.content.store import ContentStore
from bot.settings import ROOT
from bot.training.fingerprint import fingerprint


def of(folder: Path) -> str:
    return fingerprint(ContentStore(folder).current(), folder, ROOT / "config.yml")


def test_questions_count_and_answers_do_not(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    before = of(folder)
    path = folder / "faq" / "everyday" / "doctor.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    text: |-\n", "    text: |-\n      Nyt.\n", 1))
    assert of(folder) == before
    path.write_text(text.replace("questions:\n  da:\n", 'questions:\n  da:\n    - "helt ny"\n'))
    assert of(folder) != before


def test_rules_count(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    before = of(folder)
    with (folder / "rules" / "dialogue.yml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert of(folder) != before
