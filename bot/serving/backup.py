"""A copy of everything that must survive, taken while the bot runs."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from bot.errors import StateError
from bot.privacy.keys import KEY_NAME
from bot.settings import Settings
from bot.training.live import read_live

CONTENT, STATE, MODELS = "content", "state", "models"


def back_up(settings: Settings, target: Path) -> tuple[Path, ...]:
    """Copy content, databases, key and the model in use into `target`; returns what was copied.

    `target` must be missing or empty; it is private (mode 0700). A database is copied as it was
    at one moment, though others write to it. To restore, copy the two folders back. Raises
    StateError when something cannot be copied.
    """
    try:
        if target.exists() and any(target.iterdir()):
            raise StateError(f"The folder for the backup is not empty: {target}.")
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.chmod(0o700)
        shutil.copytree(settings.content, target / CONTENT)
        (target / STATE).mkdir(mode=0o700)
        return (target / CONTENT, *_state(settings.state, target / STATE))
    except (OSError, sqlite3.Error, shutil.Error) as error:
        raise StateError(f"The backup could not be made: {error}.") from error


def _state(state: Path, target: Path) -> tuple[Path, ...]:
    copied: list[Path] = []
    for database in sorted(state.glob("*.sqlite")):
        copied.append(target / database.name)
        _database(database, copied[-1])
    key = state / KEY_NAME
    if key.exists():
        copied.append(Path(shutil.copy2(key, target / KEY_NAME)))
    models = sorted((state / MODELS).glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    live = read_live(state)
    for model in [live.model] if live is not None else models[-1:]:
        (target / MODELS).mkdir(mode=0o700)
        copied.append(Path(shutil.copy2(model, target / MODELS / model.name)))
    return tuple(copied)


def _database(source: Path, target: Path) -> None:
    os.close(os.open(target, os.O_RDWR | os.O_CREAT, 0o600))
    with (
        contextlib.closing(sqlite3.connect(source)) as found,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        found.backup(copy)
