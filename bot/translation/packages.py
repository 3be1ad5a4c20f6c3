"""Put packages in and take them out: whole or not at all, one change at a time."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from bot.translation.errors import PackageError
from bot.translation.installed import (
    METADATA,
    SUMS,
    Installed,
    changed_files,
    packages_in,
    read_package,
    sha256,
    sums_of,
)
from bot.translation.shipped import Shipped, Use

FOLDER, PINS, LOCK = "packages", "pins.json", "lock"
MOST_BYTES = 6 << 30  # of one package, unpacked
MOST_FILES = 2_000
SPARE_BYTES = 64 << 20  # that stay free on the disk
Progress = Callable[[int, int], None]


class Packages:
    """The packages below `home`, a folder of the state. It is made when something is put in.

    `shipped` is the folder of the package that came with the bot, None for none; `use` says what
    of it is used whatever has been chosen.
    """

    def __init__(self, home: Path, shipped: Path | None = None, use: Use | None = None) -> None:
        self.home = home
        self.folder = home / FOLDER
        self.shipped = Shipped(shipped, home, use)

    def list(self) -> tuple[Installed, ...]:
        """What is installed, then what is used of what is shipped, by direction."""
        return (*packages_in(self.folder), *self.shipped.used())

    def add(self, file: Path, progress: Progress | None = None) -> Installed:
        """Install an .argosmodel file; one for the same languages is replaced.

        Raises PackageError where it cannot be used, has another checksum than the same file had
        before, or does not fit on the disk. Nothing of it is left then.
        """
        if not file.is_file():
            raise PackageError(f"There is no file {file}.")
        with self._alone():
            digest = sha256(file)
            self._pinned(file.name, digest)
            with self._room() as room:
                folder = _unpacked(file, room, progress or _silent)
                package = self._put(folder)
            self._pin(file.name, digest)
            return package

    def add_folder(self, folder: Path) -> Installed:
        """Install a package that lies unpacked in `folder`, which is moved."""
        with self._alone(), self._room() as room:
            moved = room / "package"
            shutil.move(str(folder), moved)
            return self._put(moved)

    def remove(self, name: str) -> Installed:
        """Take a package out. Raises PackageError where there is none of this name."""
        with self._alone(), self._room() as room:
            for package in packages_in(self.folder):
                if package.name == name:
                    package.folder.replace(room / "gone")
                    return package
        raise PackageError(f"There is no package {name}.")

    def check(self) -> dict[str, tuple[str, ...]]:
        """For every package the files that are not as they were installed."""
        own = {package.folder: package.name for package in packages_in(self.folder)}
        return self.shipped.changed() | {name: changed_files(f) for f, name in own.items()}

    def strays(self) -> tuple[str, ...]:
        """Folders among the packages that are none: something else put them there."""
        known = {package.folder for package in self.list()}
        found = self.folder.iterdir() if self.folder.is_dir() else ()
        return tuple(sorted(path.name for path in found if path not in known))

    def _put(self, folder: Path) -> Installed:
        package = read_package(folder)
        sums = json.dumps(sums_of(folder), indent=1)
        (folder / SUMS).write_text(sums, encoding="utf-8")
        place = self.folder / package.name
        if place.exists():
            place.replace(folder.parent / "old")
        folder.replace(place)
        return read_package(place)

    def _pinned(self, name: str, digest: str) -> None:
        known = self._pins().get(name)
        if known not in (None, digest):
            raise PackageError(
                f"{name} has another checksum than the first time ({digest[:12]}, not"
                f" {str(known)[:12]}). If that is right, remove its line from {self.home / PINS}."
            )

    def _pins(self) -> dict[str, str]:
        try:
            found = json.loads((self.home / PINS).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise PackageError(f"{self.home / PINS} cannot be read.") from error
        return {str(key): str(value) for key, value in dict(found).items()}

    def _pin(self, name: str, digest: str) -> None:
        part = self.home / f"{PINS}.part"
        part.write_text(json.dumps(self._pins() | {name: digest}, indent=1), encoding="utf-8")
        part.replace(self.home / PINS)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One change at a time, over all processes; PackageError while another goes on."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with (self.home / LOCK).open("w") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise PackageError("Another package is being installed. Wait for it.") from None
                yield
        except OSError as error:
            raise PackageError(f"The package cannot be installed: {error.strerror}.") from error

    @contextlib.contextmanager
    def _room(self) -> Iterator[Path]:
        """A folder for the work, on the same disk, outside of the packages; removed afterwards.

        What an interrupted install left is removed before: we are alone here.
        """
        for old in self.home.glob("part-*"):
            shutil.rmtree(old, ignore_errors=True)
        room = Path(tempfile.mkdtemp(prefix="part-", dir=self.home))
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)


def _unpacked(file: Path, room: Path, progress: Progress) -> Path:
    """Unpack `file` below `room`; the folder of the package."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            _refuse_strange(file, members)
            total = sum(info.file_size for info in members)
            if shutil.disk_usage(room).free < total + SPARE_BYTES:
                raise PackageError(f"There is no room on the disk for {file.name}.")
            done = 0
            for info in members:
                place = room / "unpacked" / PurePosixPath(info.filename)
                place.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(info) as source, place.open("wb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
                done += info.file_size
                progress(done, total)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise PackageError(f"{file.name} is broken or no .argosmodel file.") from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise PackageError(f"{file.name} is broken.") from error
    found = sorted((room / "unpacked").rglob(METADATA), key=lambda path: len(path.parts))
    if not found:
        raise PackageError(f"{file.name} has no {METADATA}: it is no .argosmodel file.")
    return found[0].parent


def _refuse_strange(file: Path, members: list[zipfile.ZipInfo]) -> None:
    for info in members:
        path = PurePosixPath(info.filename)
        link = (info.external_attr >> 16) & 0o170000 == 0o120000
        if path.is_absolute() or ".." in path.parts or "\\" in info.filename or link:
            raise PackageError(f"{file.name} holds a file outside of its folder.")
    if len(members) > MOST_FILES or sum(info.file_size for info in members) > MOST_BYTES:
        raise PackageError(f"{file.name} is too large.")


def pack(folder: Path, file: Path) -> Path:
    """Write the package in `folder` as an .argosmodel file. Raises PackageError, and leaves
    nothing then.
    """
    read_package(folder)
    part = file.with_name(file.name + f".{os.getpid()}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.name != SUMS:
                    archive.write(path, f"{folder.name}/{path.relative_to(folder).as_posix()}")
        return part.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise PackageError(f"{file} cannot be written: {error.strerror}.") from error


def _silent(_: int, __: int) -> None:
    return
