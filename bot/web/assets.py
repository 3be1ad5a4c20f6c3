"""The files that the widget and its pages are made of, read once and ready to send."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
TYPES: Mapping[str, str] = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
COMMENTS = re.compile(rb"^ */\*.*?\*/\n|^ *//[^\n]*\n", re.MULTILINE | re.DOTALL)
COMMENTED = frozenset({".js", ".css"})
PACKED = frozenset({".js", ".css", ".svg", ".json", ".txt"})


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: `packed` is its gzip form where that is worth it."""

    body: bytes
    content_type: str
    etag: str
    packed: bytes | None = None


def asset(body: bytes, suffix: str) -> Asset:
    """The asset of `body`; `suffix` is the end of its name, such as ".js"."""
    packed = gzip.compress(body, 9, mtime=0) if suffix in PACKED else None
    return Asset(body, TYPES[suffix], f'W/"{digest(body)}"', packed)


def digest(body: bytes) -> str:
    """A short name for exactly these bytes."""
    return hashlib.sha256(body).hexdigest()[:12]


def read_assets(name: str) -> Mapping[str, Asset]:
    """The files of bot/web/<name> that may be served, by their names.

    Comments that stand on lines of their own stay here: on a slow line they would take a sixth of
    the time. Nothing else is changed, so what a browser shows as source can be read.
    """
    return {path.name: asset(_lean(path), path.suffix) for path in _files(FOLDER / name)}


def version(assets: Mapping[str, Asset]) -> str:
    """A short name for this state of all `assets`: another one whenever a byte differs."""
    return digest("".join(f"{name}{assets[name].etag}" for name in sorted(assets)).encode())


def _lean(path: Path) -> bytes:
    body = path.read_bytes()
    return COMMENTS.sub(b"", body) if path.suffix in COMMENTED else body


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.suffix in TYPES)
