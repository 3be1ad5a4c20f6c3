"""The secret key of this installation: made at the first start, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.errors import StateError

KEY_BYTES = 32
KEY_NAME = "secret.key"


def private_folder(folder: Path) -> Path:
    """`folder`, made with mode 0700 if it is missing. Raises StateError when it cannot be used."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror
        raise StateError(f"The state folder cannot be made ({folder}): {reason}.") from error
    return folder


def load_key(state: Path) -> bytes:
    """The 32 random bytes in `state`/secret.key; made, with mode 0600, when there are none.

    Several processes may start at once: one of them makes the key and all get that one.
    Raises StateError when the key cannot be made or read, or is not 32 bytes long.
    """
    path = private_folder(state) / KEY_NAME
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise StateError(f"The key cannot be read or made ({path}): {error.strerror}.") from error
    if len(key) != KEY_BYTES:
        raise StateError(f"{path} must hold {KEY_BYTES} bytes. Restore it from the backup.")
    return key


def _make(path: Path) -> None:
    """Write a whole key beside `path`, then link it there: nobody ever sees half a key."""
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, path)
        except FileExistsError:
            return  # another process was first: its key counts
    finally:
        part.unlink()
