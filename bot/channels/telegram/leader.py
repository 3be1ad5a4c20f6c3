"""Of several worker processes only one talks to Telegram: the one that holds a lock file."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from bot.errors import StateError
from bot.privacy.keys import private_folder

FILE = "telegram.lock"


class Leadership:
    """The lock. The system frees it when the process ends, in whatever way."""

    def __init__(self, state: Path) -> None:
        self._path = private_folder(state) / FILE
        self._descriptor: int | None = None

    def take(self) -> bool:
        """True when this process leads from now on; False while another one does.

        Raises StateError when the file cannot be used.
        """
        if self._descriptor is not None:
            return True
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StateError(f"{self._path} cannot be used: {error.strerror}.") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def give_up(self) -> None:
        """Let another process lead."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
