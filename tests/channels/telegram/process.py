"""The bot as a process of its own, which a test can kill."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import socket
import time
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.channels.telegram.store import TelegramStore
from bot.settings import Settings
from tests.channels.telegram.bots import LOG, serve

START_SECONDS = 180
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.channels.telegram.preloaded"])


@dataclass
class BotProcess:
    """Starts, kills and stops it; `output` is all that it has ever logged, at level DEBUG."""

    settings: Settings
    log: Path
    workers: int = 1
    _process: BaseProcess | None = field(default=None, init=False)

    def start(self) -> None:
        self._process = _CONTEXT.Process(
            target=serve, args=(self.settings, str(self.log), self.workers), daemon=False
        )
        self._process.start()
        end = time.monotonic() + START_SECONDS
        while not self._listens():
            assert time.monotonic() < end, self.output
            time.sleep(0.02)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.wait_for_its_end()

    def stop(self) -> None:
        """End it as an operator does."""
        os.kill(self.pid, signal.SIGTERM)
        self.wait_for_its_end()

    def end(self) -> None:
        """Leave nothing behind, whatever state it is in."""
        if self.process.is_alive():
            self.stop()
        self.kill()
        self.process.close()

    def wait_for_its_end(self) -> int | None:
        """The exit code, negative for a signal."""
        self.process.join(START_SECONDS)
        assert not self.process.is_alive(), self.output
        return self.process.exitcode

    @property
    def process(self) -> BaseProcess:
        assert self._process
        return self._process

    @property
    def pid(self) -> int:
        """Its process id, which is also that of its group."""
        assert self.process.pid
        return self.process.pid

    @property
    def output(self) -> str:
        if not self.log.exists():
            return ""
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def turns(self) -> list[str]:
        """One line for each turn of the dialogue engine that was taken."""
        path = self.settings.state / LOG
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def sent_again(self) -> int:
        store = TelegramStore(self.settings.state)
        count = store.counts().sent_again
        store.close()
        return count

    def _listens(self) -> bool:
        assert self.process.is_alive(), self.output
        try:
            socket.create_connection(("127.0.0.1", self.settings.port), 0.2).close()
        except OSError:
            return False
        return True
