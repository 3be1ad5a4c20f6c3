from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from bot.serving.process import LOG_BYTES, Child, Command


def child(folder: Path, code: str) -> Child:
    command = Command("test", [sys.executable, "-c", code], os.environ)
    return Child(command, folder / "logs" / "test.log", folder)


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 10
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert path.exists()


def test_what_it_says_is_in_its_log_and_its_end_is_seen(tmp_path: Path) -> None:
    started = child(tmp_path, "print('ready'); print(); raise SystemExit(3)")
    while started.ended() is None:
        time.sleep(0.02)
    assert started.ended() == 3
    assert started.last_line() == "ready"


def test_one_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    code = (
        "import signal, pathlib, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "pathlib.Path('up').touch()\n"
        "time.sleep(60)\n"
    )
    started = child(tmp_path, code)
    wait_for(tmp_path / "up")
    started.stop(seconds=0.2)
    assert started.ended() is not None


def test_its_own_children_end_with_it(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, pathlib, time\n"
        "inner = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "pathlib.Path('pid').write_text(str(inner.pid))\n"
        "pathlib.Path('up').touch()\n"
        "time.sleep(60)\n"
    )
    started = child(tmp_path, code)
    wait_for(tmp_path / "up")
    inner = Path("/proc") / (tmp_path / "pid").read_text()
    started.stop()
    deadline = time.monotonic() + 5
    while inner.exists() and ") Z " not in (inner / "stat").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_log_that_has_grown_is_put_aside(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "one.log"
    log.parent.mkdir()
    log.write_bytes(b"x" * (LOG_BYTES + 1))
    child = Child(Command("one", [sys.executable, "-c", "print('new')"], os.environ), log, tmp_path)
    child._process.wait(20)
    assert log.read_text() == "new\n"
    assert log.stat().st_mode & 0o077 == 0
    assert log.with_suffix(".log.1").stat().st_size == LOG_BYTES + 1
