"""Sentences for faults: the codes are here in the program, the words in data/staff/faults.yml."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import yaml

from bot.content.model import Fault
from bot.errors import ContentError
from bot.settings import ROOT

SENTENCES = ROOT / "data" / "staff" / "faults.yml"


@functools.cache
def _sentences(path: Path) -> Mapping[str, str]:
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContentError(f"The sentences for faults cannot be read: {path.name}.") from error
    return dict(loaded)


def fault(
    code: str, file: str, line: int, key: str, *, warning: bool = False, **details: object
) -> Fault:
    """The fault with this code, its sentence filled in with `details`."""
    message = _sentences(SENTENCES)[code].format(**details)
    return Fault(file=file, line=line, key=key, message=message, code=code, warning=warning)
