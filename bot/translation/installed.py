"""The packages that are installed, read from their own metadata, strange folders passed over."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.translation.errors import PackageError

METADATA, MODEL, SUMS = "metadata.json", "model", "sums.json"
CODE = re.compile(r"[a-z]{2,3}\Z")
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Installed:
    """A package on the disk, for one of its directions. `shipped`: it came with the bot itself;
    `ready`: whether its maker finds it good enough there.
    """

    folder: Path
    source: str
    target: str
    version: str
    licence: str | None
    shipped: bool = False
    ready: bool = True

    @property
    def name(self) -> str:
        """How it is called in commands: `source_target`."""
        return f"{self.source}_{self.target}"


def packages_in(folder: Path) -> tuple[Installed, ...]:
    """The packages in a folder, by name. What is no package there is passed over."""
    if not folder.is_dir():
        return ()
    found: list[Installed] = []
    for path in sorted(folder.iterdir()):
        try:
            found += directions_of(path)
        except PackageError:
            continue
    return tuple(found)


def directions_of(folder: Path, shipped: bool = False) -> tuple[Installed, ...]:
    """The package in a folder for each direction that its model is for: one, or those that its
    metadata name as `directions`, pairs of codes; `ready` are some of them. Raises PackageError as
    `read_package` does.
    """
    package = replace(read_package(folder), shipped=shipped)
    metadata = _metadata(folder / METADATA)
    if metadata.get("directions") is None:
        return (package,)
    try:
        pairs = [(str(source), str(target)) for source, target in metadata["directions"]]
        ready = [(str(source), str(target)) for source, target in metadata.get("ready", pairs)]
    except (TypeError, ValueError) as error:
        raise PackageError(f"{folder.name} does not say which languages it is for.") from error
    return tuple(
        replace(package, source=source, target=target, ready=(source, target) in ready)
        for source, target in pairs
    )


def first_piece(folder: Path, target: str) -> str:
    """The piece that a translation into `target` begins from; "" where the model wants none."""
    metadata = _metadata(folder / METADATA)
    named = metadata.get("target_prefixes")
    by_language = named if isinstance(named, dict) else {}
    return str(by_language.get(target) or metadata.get("target_prefix") or "")


def read_package(folder: Path) -> Installed:
    """The package in a folder. Raises PackageError where something that it needs is missing."""
    if not folder.is_dir():
        raise PackageError(f"{folder.name} is no folder of a package.")
    metadata = _metadata(folder / METADATA)
    source, target = metadata.get("from_code"), metadata.get("to_code")
    if not all(isinstance(code, str) and CODE.match(code) for code in (source, target)):
        raise PackageError(f"{folder.name} does not say which languages it is for.")
    if metadata.get("type", "translate") != "translate":
        raise PackageError(f"{folder.name} is no package for translating.")
    pieces = any((folder / name).is_file() for name in ("sentencepiece.model", "bpe.model"))
    if not (folder / MODEL / "model.bin").is_file() or not pieces:
        raise PackageError(f"{folder.name} holds no model that can be used.")
    licence = metadata.get("licence")
    version = str(metadata.get("package_version") or "?")
    return Installed(folder, str(source), str(target), version, str(licence) if licence else None)


def sums_of(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of a package, by path in it."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != SUMS)
    return {path.relative_to(folder).as_posix(): sha256(path) for path in files}


def changed_files(folder: Path) -> tuple[str, ...]:
    """The files of an installed package that are not as they were installed."""
    try:
        known: Mapping[str, str] = json.loads((folder / SUMS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return (SUMS,)
    now = sums_of(folder)
    return tuple(n for n in sorted({*known, *now}) if known.get(n) != now.get(n))


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def _metadata(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PackageError(f"{path.parent.name} has no {METADATA} that can be read.") from error
    if not isinstance(found, dict):
        raise PackageError(f"{path.parent.name} has no {METADATA} that can be read.")
    return found
