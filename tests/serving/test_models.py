from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest

from bot.serving.models import intact


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "part").write_bytes(os.urandom(50_000))
    path = tmp_path / "model.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(tmp_path / "part", "components/part")
    return path


def test_a_whole_model_is_intact(model: Path) -> None:
    assert intact(model)


@pytest.mark.parametrize("kept", [0, 1, 100, 25_000, -1, -8])
def test_a_cut_one_is_not(model: Path, kept: int) -> None:
    model.write_bytes(model.read_bytes()[:kept])
    assert not intact(model)


def test_one_with_a_wrong_byte_is_not(model: Path) -> None:
    raw = bytearray(model.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    model.write_bytes(raw)
    assert not intact(model)


def test_one_that_is_not_there_is_not(tmp_path: Path) -> None:
    assert not intact(tmp_path / "none.tar.gz")
