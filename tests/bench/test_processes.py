"""A measured command: its time, its processor time, its memory, its children with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.bench.processes import python, run_measured
from bot.errors import ServiceError

BUSY = """
import subprocess, sys, time
if len(sys.argv) > 1:
    kept = bytearray(60_000_000)
    end = time.process_time() + 0.4
    while time.process_time() < end: pass
    time.sleep(0.6)
else:
    subprocess.run([sys.executable, __file__, "child"], check=True)
"""


def test_a_command_is_measured_with_its_children(tmp_path: Path) -> None:
    program = tmp_path / "busy.py"
    program.write_text(BUSY)
    ended = run_measured(python("it", [str(program)], {}), tmp_path / "log", tmp_path)
    assert ended.seconds >= 0.9
    assert 0.4 <= ended.processor <= ended.seconds * 2
    assert ended.megabytes > 60
    assert set(ended.as_json()) == {"seconds", "cpu_seconds", "memory", "load"}


def test_one_that_fails_or_takes_too_long_is_told(tmp_path: Path) -> None:
    fails = python("it", ["-c", "print('no reason'); raise SystemExit(3)"], {})
    with pytest.raises(ServiceError, match="no reason"):
        run_measured(fails, tmp_path / "log", tmp_path)
    waits = python("it", ["-c", "import time; time.sleep(60)"], {})
    with pytest.raises(ServiceError, match="within 1 seconds"):
        run_measured(waits, tmp_path / "log", tmp_path, limit=0.5 + 0.5)
