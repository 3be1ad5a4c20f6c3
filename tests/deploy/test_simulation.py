"""The simulation of docs/scale.md agrees with what is known of queues."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT

SCRIPT = ROOT / "docs" / "simulate.py"


@pytest.fixture(scope="module")
def simulate() -> dict[str, object]:
    import runpy

    return runpy.run_path(str(SCRIPT))


def test_without_a_crowd_nobody_waits(simulate: dict[str, object]) -> None:
    times = simulate["waits"](0.01, 2, 0.1, 1.0, 2000, 1)  # type: ignore[operator]
    assert max(times) == pytest.approx(0.1, abs=1e-6)


def test_one_worker_that_is_half_busy_waits_as_theory_says(simulate: dict[str, object]) -> None:
    # M/D/1 at 50 %: the mean wait is half of the time of service.
    times = simulate["waits"](5.0, 1, 0.1, 1.0, 200_000, 1)  # type: ignore[operator]
    assert sum(times) / len(times) == pytest.approx(0.15, rel=0.03)


def test_cores_keep_below_the_utilisation_and_one_may_fail(simulate: dict[str, object]) -> None:
    assert simulate["cores"](0.1, 0.1, 0.6) == 2  # type: ignore[operator]
    assert simulate["cores"](60, 0.1, 0.6) == 10  # type: ignore[operator]


def test_it_counts_with_what_was_measured_last(simulate: dict[str, object], tmp_path: Path) -> None:
    run = {
        "memory": {"bot": 900, "actions": 124, "staff": 50},
        "cases": {"new sessions": {"p50": 20.0, "p95": 50.0}},
    }
    old = run | {"cases": {"new sessions": {"p50": 200.0, "p95": 300.0}}}
    path = tmp_path / "performance.json"
    path.write_text(json.dumps({"steps": {"before": [old], "now": [old, run]}, "parts": {}}))
    found = simulate["measured"](path)  # type: ignore[operator]
    assert found == {"seconds_per_message": 0.02, "spread": 2.5, "worker_gb": 1.0}


def test_the_page_has_the_table_of_the_figures_in_the_project() -> None:
    found = subprocess.run(
        [sys.executable, str(SCRIPT)], capture_output=True, text=True, check=True
    )
    assert found.stdout in SCRIPT.with_name("scale.md").read_text(encoding="utf-8")


def test_anyone_can_run_it() -> None:
    command = [sys.executable, str(SCRIPT), "--messages", "1000"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len(found.stdout.splitlines()) == 6
