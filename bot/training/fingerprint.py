"""What a model was trained from, as one short hash: the same hash, the same model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from bot.content.model import Content
from bot.settings import ROOT


def fingerprint(content: Content, folder: Path, config: Path) -> str:
    """12 hex digits over examples, rules, configuration and the code of the model.

    The answers are not in it: a changed text needs no training.
    """
    digest = hashlib.sha256()
    for entry in content.entries.values():
        digest.update(f"{entry.id}\0{entry.family.value}\n".encode())
        for lang, questions in sorted(entry.questions.items()):
            digest.update(f"{lang}\0".encode() + "\n".join(questions).encode())
    for path in _files(folder, config):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _files(folder: Path, config: Path) -> Iterator[Path]:
    yield from (config, ROOT / "domain.yml", ROOT / "requirements.txt")
    for place in (folder / "rules", folder / "languages", folder / "nlu"):
        yield from sorted(place.rglob("*.yml"))
    for package in ("nlu", "training"):
        yield from sorted((ROOT / "bot" / package).rglob("*.py"))
