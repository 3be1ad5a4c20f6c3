"""The bot's process, forked from one that has imported the libraries already.

A start imports Rasa and TensorFlow for some seconds in which nothing is handled. The fork leaves
that out; from there on it runs what `python -m bot run` starts: the same main function, in a
process group of its own, with the same environment and log. `--cold` starts it as an operator does.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from bot.serving.fleet import Fleet
from bot.serving.process import STOP_SECONDS, Child, Command
from bot.settings import ROOT, Settings


class Nursery:
    """The process with the libraries. Ends with `close`, and with its parent."""

    def __init__(self, command: Command) -> None:
        model = command.arguments[-1]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.warm_server", model],
            cwd=ROOT,
            env=dict(command.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            umask=command.umask,
        )
        assert self._line() == "ready"

    def fork(self, log: Path) -> int:
        """A new server; its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(str(log)) + "\n")
        self._process.stdin.flush()
        return int(self._line())

    def close(self) -> None:
        """No more servers."""
        self._process.kill()  # it holds nothing
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


class WarmChild(Child):
    """A server from the nursery, with the ways of any other child."""

    def __init__(self, command: Command, log: Path, nursery: Nursery) -> None:
        self.command = command
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._pid = nursery.fork(log)

    @property
    def pid(self) -> int:
        return self._pid

    def ended(self) -> int | None:
        try:
            os.kill(self._pid, 0)
        except ProcessLookupError:
            return -1
        return None

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        self.ask_to_stop()
        until = time.monotonic() + seconds
        while self.ended() is None and time.monotonic() < until:
            time.sleep(0.02)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._pid, 9)
        while self.ended() is None:
            time.sleep(0.02)


class WarmFleet(Fleet):
    """All processes of one bot, the bot itself from a nursery."""

    def __init__(self, settings: Settings, model: Path) -> None:
        super().__init__(settings, model)
        self._nursery = Nursery(next(c for c in self._commands if c.name == "bot"))

    def stop(self) -> None:
        super().stop()
        self._nursery.close()

    def _child(self, command: Command) -> Child:
        if command.name != "bot":
            return super()._child(command)
        log = self._settings.state / "logs" / f"{command.name}.log"
        return WarmChild(command, log, self._nursery)
