"""Write a file so that it is the old one or the new one at every moment, never half of one."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from bot.staff.errors import StaffError


class WriteError(StaffError):
    """A file could not be written; the old one is untouched."""


def write_atomically(path: Path, raw: bytes) -> None:
    """Put `raw` at `path`, with the mode of the file that it replaces.

    Raises WriteError when that is not possible; then the old file stays, and nothing beside it.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        sentence = f"The file {path.name} cannot be written: {error.strerror}."
        raise WriteError("write", sentence, name=path.name, problem=error.strerror) from error


def _sync_folder(folder: Path) -> None:
    """Make the new name last over a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
