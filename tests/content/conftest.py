"""A small content folder that tests may break in any way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.settings import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real content: the tests run on what people read."""
    target = tmp_path / "data"
    shutil.copytree(ROOT / "data", target)
    return target


@pytest.fixture
def entry_file(folder: Path) -> Path:
    """The file of one entry in that copy."""
    return folder / "faq" / "housing" / "housing_benefit.yml"
