"""A fleet ends in an order in which the messages at hand can still be answered."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from bot.serving.fleet import Fleet
from bot.serving.process import Child, Command
from bot.settings import Settings

# Told to stop, it goes on for a while, then writes down when it ended.
PROGRAM = """
import pathlib, signal, sys, time
def stop(*_):
    told = time.monotonic()
    time.sleep(float(sys.argv[2]))
    pathlib.Path(sys.argv[1] + ".ended").write_text(f"{told} {time.monotonic()}")
    sys.exit()
signal.signal(signal.SIGTERM, stop)
pathlib.Path(sys.argv[1] + ".up").touch()
while True:
    signal.pause()
"""


def started(folder: Path, name: str, seconds: float) -> Child:
    arguments = [sys.executable, "-c", PROGRAM, name, str(seconds)]
    child = Child(Command(name, arguments, os.environ), folder / f"{name}.log", folder)
    deadline = time.monotonic() + 20
    while not (folder / f"{name}.up").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return child


def test_the_actions_are_there_until_the_bot_has_ended(tmp_path: Path) -> None:
    fleet = Fleet(Settings(state=tmp_path), tmp_path / "model")
    for name, seconds in (("actions", 0.0), ("bot", 0.5), ("staff", 0.5)):
        fleet.children.append(started(tmp_path, name, seconds))
    fleet.stop()
    told, ended = {}, {}
    for name in ("actions", "bot", "staff"):
        begin, end = (tmp_path / f"{name}.ended").read_text().split()
        told[name], ended[name] = float(begin), float(end)
    assert told["actions"] >= ended["bot"]
    assert told["bot"] < ended["staff"]
    assert told["staff"] < ended["bot"]  # these two at the same time
    assert fleet.children == []
