"""The model that comes with the bot: which of its directions are used."""

from __future__ import annotations

import contextlib
import os
from enum import Enum
from pathlib import Path

from bot.translation.errors import PackageError
from bot.translation.installed import Installed, changed_files, directions_of

STARTER = "starter"  # how it is called in commands
SHIPPED = Path(__file__).parent / STARTER
CHOICE = "starter"  # a file of the state


class Use(str, Enum):
    """What is used of it. `READY`: the directions in which the gate shows most sentences; `ALL`:
    the others, too, which somebody must ask for.
    """

    READY = "ready"
    ALL = "all"
    NONE = "none"


class Shipped:
    """The package in `folder` (None: there is none), and the choice that is kept in `home`.

    `use` is what is used whatever has been chosen, for a measurement.
    """

    def __init__(self, folder: Path | None, home: Path, use: Use | None = None) -> None:
        self.folder = folder
        self._home, self._use = home, use

    def choose(self, use: Use) -> None:
        """Keep a choice. Raises PackageError where nothing is shipped or it cannot be kept."""
        if not self.all():
            raise PackageError("No model is shipped with this bot.")
        part = self._home / f"{CHOICE}.{os.getpid()}.part"
        try:
            self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
            part.write_text(use.value, encoding="utf-8")
            part.replace(self._home / CHOICE)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise PackageError(f"The choice cannot be kept: {error.strerror}.") from error

    def all(self) -> tuple[Installed, ...]:
        """All of its directions; none where it cannot be read."""
        if self.folder is None:
            return ()
        try:
            return directions_of(self.folder, shipped=True)
        except PackageError:
            return ()

    def used(self) -> tuple[Installed, ...]:
        """The directions that are used."""
        use = self._use or self._chosen()
        return tuple(
            one for one in self.all() if use is Use.ALL or (use is Use.READY and one.ready)
        )

    def changed(self) -> dict[str, tuple[str, ...]]:
        """The files that are not as they came, by the name of the package; see `Packages.check`."""
        return {STARTER: changed_files(self.folder)} if self.folder and self.all() else {}

    def _chosen(self) -> Use:
        try:
            return Use((self._home / CHOICE).read_text(encoding="utf-8").strip())
        except (OSError, ValueError):
            return Use.READY
