"""The command line: help everywhere, faults in one sentence, no stack trace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS
from bot.settings import ROOT


def bot(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    ended = bot(command, "--help")
    assert ended.returncode == 0
    assert "usage: python -m bot" in ended.stdout


def test_a_fault_is_one_sentence_and_an_exit_code(tmp_path: Path) -> None:
    ended = bot("validate", "--content", str(tmp_path / "none"))
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr


def test_a_wrong_setting_is_one_sentence() -> None:
    ended = bot("run", BOT_PORT="many")
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "BOT_PORT" in ended.stderr


def test_validate_and_hash_work_on_the_shipped_content() -> None:
    assert bot("validate").returncode == 0
    hashed = bot("content", "hash", "doctor").stdout.strip()
    assert f'of: "{hashed}"' in (ROOT / "data/faq/everyday/doctor.yml").read_text(encoding="utf-8")
    assert bot("content", "hash", "nothing").returncode == 1


def test_the_content_report_shows_every_entry(tmp_path: Path) -> None:
    page = tmp_path / "content.html"
    assert bot("content", "report", "--output", str(page)).returncode == 0
    text = page.read_text(encoding="utf-8")
    for path in (ROOT / "data" / "faq").rglob("*.yml"):
        assert f'id="{path.stem}"' in text
