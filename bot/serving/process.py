"""One child process: its command, its log, its end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

STOP_SECONDS = 10
LOG_BYTES = 5 * 1024 * 1024  # a log over this is put aside at the next start


@dataclass(frozen=True)
class Command:
    """What to start: a name for people, the arguments, the whole environment, the umask."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    umask: int = 0o077  # what it writes is for its owner only


class Child:
    """A running command in a process group of its own, writing to one log file."""

    def __init__(self, command: Command, log: Path, folder: Path) -> None:
        self.command = command
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        with open(log, "ab", opener=_private) as output:
            self._process = subprocess.Popen(
                list(command.arguments),
                cwd=folder,
                env=dict(command.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=command.umask,
            )

    @property
    def pid(self) -> int:
        """The process id, which is also that of its group."""
        return self._process.pid

    def ended(self) -> int | None:
        """The exit code, or None while it runs."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the whole group."""
        self._signal(signal.SIGTERM)

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """End it: SIGTERM, and after `seconds` SIGKILL, to the whole group."""
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        self._signal(signal.SIGKILL)
        self._process.wait()

    def last_line(self) -> str:
        """The last line of the log that is not empty."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return ""
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
