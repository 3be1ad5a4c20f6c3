"""The simulation of docs/scale.md agrees with what is known of queues."""

from __future__ import annotations

import subprocess
import sys

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


def test_anyone_can_run_it() -> None:
    command = [sys.executable, str(SCRIPT), "--messages", "1000"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len(found.stdout.splitlines()) == 6
