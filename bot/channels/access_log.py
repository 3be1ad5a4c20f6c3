"""What was asked of the server, for who runs it: time, method, route, status, milliseconds.

No address, no query, no token, no device: nothing in a line belongs to a person. A few
megabytes at most, for its owner only.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.privacy.keys import private_folder

FILE = "access.log"
MOST_BYTES, OLD_FILES = 1024 * 1024, 3
METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"})


class AccessLog:
    """Writes a line for each response. A log that cannot be written stops nobody."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.perf_counter) -> None:
        private_folder(folder)
        self._clock = clock
        self._handler = _PrivateHandler(
            folder / FILE, maxBytes=MOST_BYTES, backupCount=OLD_FILES, encoding="utf-8", delay=True
        )
        formatter = logging.Formatter("%(asctime)sZ %(message)s", "%Y-%m-%dT%H:%M:%S")
        formatter.converter = time.gmtime
        self._handler.setFormatter(formatter)

    def begin(self, request: Request) -> None:
        """A request has come."""
        request.ctx.began = self._clock()

    def note(self, request: Request, response: HTTPResponse) -> None:
        """It was answered."""
        began = getattr(request.ctx, "began", None)
        took = "-" if began is None else f"{(self._clock() - began) * 1000:.0f}"
        method = request.method if request.method in METHODS else "-"
        # The route as it is written in the program: a path may hold what a person typed.
        route = f"/{request.route.path}" if request.route is not None else "-"
        line = f"{method} {route} {response.status} {took} ms"
        self._handler.handle(logging.LogRecord("access", logging.INFO, "", 0, line, None, None))

    def close(self) -> None:
        """Close the file."""
        self._handler.close()


class _PrivateHandler(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        return open(os.open(self.baseFilename, flags, 0o600), "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """A full disk must not fill the other log."""
