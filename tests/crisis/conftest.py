"""The real rules, loaded once, and small lexicons written by a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.crisis import CrisisRules
from bot.settings import ROOT

LEXICON = ROOT / "data" / "crisis" / "lexicon"


@pytest.fixture(scope="session")
def rules() -> CrisisRules:
    return CrisisRules.load(LEXICON)


@pytest.fixture
def lexicon(tmp_path: Path) -> Callable[..., Path]:
    """Writes lexicon files, `name="yaml"`, and gives their folder."""

    def write(**files: str) -> Path:
        for name, text in files.items():
            (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
        return tmp_path

    return write
