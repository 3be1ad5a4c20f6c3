"""A bot for one command: free ports on loopback, its own state, no rate limits."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.serving.client import WebClient
from bot.serving.fleet import running
from bot.serving.ports import free_port
from bot.settings import Settings
from bot.training.trainer import ensure_model


@contextlib.contextmanager
def private_bot(settings: Settings, model: Path | None = None) -> Iterator[WebClient]:
    """A client of a bot that runs beside any other and leaves nothing behind.

    The model is that of `settings`, trained first where it is missing.
    """
    trained = model or ensure_model(settings)
    with tempfile.TemporaryDirectory(prefix="velkommen-") as folder:
        private = replace(
            settings,
            host="127.0.0.1",
            port=free_port(),
            staff_port=free_port(),
            actions_port=free_port(),
            state=Path(folder),
            rate_limit=0,
            new_sessions=0,
            telegram_token="",
        )
        with running(private, trained):
            yield WebClient(private.host, private.port)
