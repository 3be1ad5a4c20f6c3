"""`python -m bot run` as an operator meets it: start, stop, a taken port, a process that dies."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.run import RESTARTS, _watch
from bot.errors import ServiceError
from bot.serving.fleet import Fleet, child_environment, read_health
from bot.serving.process import Child, Command
from bot.settings import ROOT, Settings


def start(settings: Settings, model: Path) -> subprocess.Popen[str]:
    """The command with a model that is trained already, as at every second start."""
    models = settings.state / "models"
    models.mkdir(parents=True, exist_ok=True)
    if not (models / model.name).exists():
        (models / model.name).symlink_to(model)
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env=child_environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def family(pid: int) -> set[int]:
    """The processes that were started below `pid`, from /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found: set[int] = set()
    frontier = {pid}
    while frontier:
        frontier = {child for child, parent in parents.items() if parent in frontier} - found
        found |= frontier
    return found


def alive(pids: set[int]) -> set[int]:
    return {p for p in pids if Path(f"/proc/{p}").exists() and not _zombie(p)}


def _zombie(pid: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True


@pytest.fixture
def running(own_settings: Settings, trained_model: Path) -> Iterator[subprocess.Popen[str]]:
    with start(own_settings, trained_model) as process:
        yield process
        process.kill()


def read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    return pytest.fail(f"it ended before it said {words!r}: {''.join(lines)}")


def test_it_says_where_the_chat_is_and_ctrl_c_ends_every_process(
    running: subprocess.Popen[str], own_settings: Settings
) -> None:
    said = read_until(running, "Ctrl-C")
    assert f"http://127.0.0.1:{own_settings.port}/chat" in said
    assert "Telegram is off" in said
    assert read_health(own_settings)["status"] == "ok"
    children = family(running.pid)
    assert len(children) >= 2
    os.kill(running.pid, signal.SIGINT)
    assert running.wait(30) in (0, 130)
    deadline = time.monotonic() + 5
    while alive(children) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert alive(children) == set()


def test_a_taken_port_is_one_sentence(own_settings: Settings, trained_model: Path) -> None:
    with socket.create_server(("127.0.0.1", own_settings.port)):
        process = start(own_settings, trained_model)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"Port {own_settings.port} is taken" in output
    assert "Traceback" not in output


def test_a_process_that_dies_at_start_is_named_and_nothing_stays(
    own_settings: Settings, tmp_path: Path
) -> None:
    broken = replace(own_settings, content=tmp_path / "none")
    fleet = Fleet(broken, tmp_path / "no-model.tar.gz")
    with pytest.raises(ServiceError, match=r'The process "bot" ended at start|not ready'):
        fleet.start(seconds=60)
    assert fleet.children == []


class Ending(Fleet):
    """A fleet whose processes end in this order, each as soon as it was started again."""

    def __init__(self, folder: Path, order: tuple[str, ...], stopping: threading.Event) -> None:
        self._folder, self._left, self._stopping = folder, list(order), stopping
        self.started: list[str] = []

    def dead(self) -> list[Child]:
        if not self._left:
            self._stopping.set()
            return []
        command = Command(self._left.pop(0), [sys.executable, "-c", ""], dict(os.environ))
        child = Child(command, self._folder / "log", self._folder)
        child.stop()
        return [child]

    def restart(self, dead: Child) -> None:
        self.started.append(dead.command.name)


def test_it_gives_up_only_when_one_process_keeps_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopping = threading.Event()
    monkeypatch.setattr(stopping, "wait", lambda _: stopping.is_set())
    fleet = Ending(tmp_path, ("bot", "actions") * RESTARTS, stopping)
    _watch(fleet, stopping)  # five ends of each: it goes on
    assert len(fleet.started) == 2 * RESTARTS
    stopping.clear()
    fleet = Ending(tmp_path, ("bot",) * (RESTARTS + 1), stopping)
    with pytest.raises(ServiceError, match='"bot" keeps ending'):
        _watch(fleet, stopping)
