"""Rasa's own commands work on the project as on any other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot.settings import ROOT

NLU = """\
version: "3.1"
nlu:
- intent: housing_benefit
  examples: |
    - Hvordan søger jeg boligstøtte?
    - كيف أقدّم على إعانة السكن؟
- intent: library
  examples: |
    - ቤት-ንባብ ንምንታይ ክጥቀመሉ እኽእል?
"""


def rasa(*arguments: str) -> str:
    environment = os.environ | {"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore"}
    guard = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "no_network")])
    done = subprocess.run(
        [sys.executable, "-m", "rasa", *arguments],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": guard},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-2000:]
    return said


def test_rasa_data_validate_finds_nothing() -> None:
    said = rasa(
        "data", "validate", "--domain", "domain.yml", "--data", "data", "--fail-on-warnings"
    )
    assert "No story structure conflicts found" in said


def test_rasa_test_core_takes_every_step_of_the_stories(
    trained_model: Path, tmp_path: Path
) -> None:
    rasa(
        *("test", "core", "--stories", "tests/rasa", "--model", str(trained_model)),
        *("--out", str(tmp_path), "--fail-on-prediction-errors"),
    )
    assert (tmp_path / "story_report.json").exists()


def test_rasa_test_nlu_reads_questions(trained_model: Path, tmp_path: Path) -> None:
    (tmp_path / "nlu.yml").write_text(NLU, encoding="utf-8")
    rasa(
        *("test", "nlu", "--nlu", str(tmp_path / "nlu.yml"), "--model", str(trained_model)),
        *("--out", str(tmp_path), "--no-plot"),
    )
    report = (tmp_path / "intent_report.json").read_text(encoding="utf-8")
    assert '"accuracy": 1.0' in report
