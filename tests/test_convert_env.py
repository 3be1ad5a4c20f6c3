"""scripts/convert_env.py does its work once, and says in one sentence what is missing."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from bot.settings import ROOT

LOCK = ROOT / "requirements-convert.txt"


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))  # as it is where a script is run
    spec = importlib.util.spec_from_file_location("convert", ROOT / "scripts" / "convert_env.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "STAMP", str(tmp_path / "installed.txt"))
    return module


def test_nothing_is_done_twice(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "installed.txt").write_text(script.digest(LOCK.name))
    assert script.main() == 0
    assert capsys.readouterr().err == ""


def test_without_a_python_there_is_a_sentence(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "run_quietly", lambda _: False)
    assert script.main() == 1
    assert "Python 3.11 or 3.12 or 3.13 or 3.10 is needed" in capsys.readouterr().err


def test_the_lock_pins_everything_and_names_no_place() -> None:
    lines = [line for line in LOCK.read_text().splitlines() if not line.startswith("#")]
    assert {line.split("==")[0] for line in lines} >= {"torch", "transformers", "ctranslate2"}
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
