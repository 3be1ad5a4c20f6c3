"""The index of Argos packages, and downloads that go on where they were broken off."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.translation.errors import PackageError
from bot.translation.installed import CODE

INDEX_URL = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
SECONDS = 30.0
_BLOCK = 1 << 18
_NAME = {"User-Agent": "ArgosTranslate"}
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Offered:
    """A package of the index."""

    name: str
    version: str
    links: tuple[str, ...]

    @property
    def file(self) -> str:
        """How its file is called, the version included: another version is another file."""
        return f"translate-{self.name}-{self.version.replace('.', '_')}.argosmodel"


def offered(url: str) -> tuple[Offered, ...]:
    """The packages for translating that an index offers.

    Raises PackageError where there is no network or no index.
    """
    try:
        with _open(url, {}) as response:
            rows = json.load(response)
    except (OSError, ValueError) as error:
        raise PackageError("The index of packages cannot be read; is there a network?") from error
    return tuple(_offered(row) for row in rows if _usable(row)) if isinstance(rows, list) else ()


def best(packages: tuple[Offered, ...], name: str) -> Offered:
    """The newest package `source_target`. Raises PackageError where there is none."""
    found = [package for package in packages if package.name == name]
    if not found:
        raise PackageError(f"The index has no package {name}.")
    return max(found, key=lambda one: [int(x) for x in one.version.split(".") if x.isdigit()])


def download(package: Offered, folder: Path, progress: Progress | None = None) -> Path:
    """The file of a package, below `folder`. What is there of it is not fetched again.

    Raises PackageError where no link works; the part that came stays for the next time.
    """
    part = folder / f"{package.file}.part"
    whole = folder / package.file
    if whole.exists():
        return whole
    fault: Exception | None = None
    for link in package.links:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _fetch(link, part, progress)
        except (OSError, ValueError) as error:
            fault = error
            continue
        part.replace(whole)
        return whole
    raise PackageError(f"{package.file} cannot be downloaded; try again later.") from fault


def _fetch(link: str, part: Path, progress: Progress | None) -> None:
    have = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    try:
        response = _open(link, headers)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416:  # nothing is missing, or the part is of something else
            part.unlink(missing_ok=True)
        raise
    with response:
        goes_on = have and response.status == 206
        done = have if goes_on else 0
        length = int(response.headers.get("Content-Length") or 0)
        with part.open("ab" if goes_on else "wb") as file:
            while block := response.read(_BLOCK):
                file.write(block)
                done += len(block)
                if progress is not None:
                    progress(done, length + (have if goes_on else 0))
        if length and done != length + (have if goes_on else 0):
            raise OSError("the connection was broken off")


def _open(url: str, headers: dict[str, str]) -> Any:
    request = urllib.request.Request(url, headers=_NAME | headers)  # noqa: S310
    return urllib.request.urlopen(request, timeout=SECONDS)  # noqa: S310


def _usable(row: object) -> bool:
    if not isinstance(row, dict) or row.get("type", "translate") != "translate":
        return False
    codes = (row.get("from_code"), row.get("to_code"))
    return all(isinstance(code, str) and CODE.match(code) for code in codes)


def _offered(row: dict[str, Any]) -> Offered:
    links = row.get("links") if isinstance(row.get("links"), list) else []
    web = tuple(str(x) for x in links or () if str(x).startswith(("https://", "http://")))
    version = str(row.get("package_version") or "0")
    safe = version if all(part.isdigit() for part in version.split(".")) else "0"
    return Offered(f"{row['from_code']}_{row['to_code']}", safe, web)
