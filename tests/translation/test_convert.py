from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.translation.convert import NAMES_FILE, Order, convert, family_of, load_names
from bot.translation.errors import PackageError

NAMES = load_names(ROOT / "data" / "translation" / NAMES_FILE)


def test_marian(checkpoint: Path, tmp_path: Path) -> None:
    made = convert(Order(checkpoint, "da", "ti", NAMES, "CC BY 4.0"), tmp_path)
    assert (made.name, made.licence) == ("da_ti", "CC BY 4.0")
    assert "source_prefix" not in json.loads((made.folder / "metadata.json").read_text())


@pytest.mark.parametrize("missing", ["source.spm", "opus.npz", "opus.spm32k-spm32k.vocab.yml"])
def test_a_folder_that_lacks_something(checkpoint: Path, tmp_path: Path, missing: str) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for path in checkpoint.iterdir():
        if path.name != missing:
            (broken / path.name).write_bytes(path.read_bytes())
    with pytest.raises(PackageError):
        convert(Order(broken, "da", "ti", NAMES), tmp_path)
    assert not (tmp_path / "da_ti").exists()


def test_broken_weights(checkpoint: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for path in checkpoint.iterdir():
        (broken / path.name).write_bytes(
            path.read_bytes()[: 2_000 if path.suffix == ".npz" else None]
        )
    with pytest.raises(PackageError, match="broken"):
        convert(Order(broken, "da", "ti", NAMES), tmp_path)
    assert not (tmp_path / "da_ti").exists()


def checkpoint_of(folder: Path, kind: str, tokenizer: str = "") -> Path:
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": kind}))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": tokenizer}))
    (folder / "spiece.model").write_bytes(b"x")
    return folder


def test_families(tmp_path: Path) -> None:
    for kind, tokenizer, family in (
        ("marian", "MarianTokenizer", "opus"),
        ("m2m_100", "M2M100Tokenizer", "m2m_100"),
        ("m2m_100", "NllbTokenizer", "nllb"),
        ("t5", "T5Tokenizer", "madlad"),
    ):
        assert family_of(checkpoint_of(tmp_path / family, kind, tokenizer)) == family
    with pytest.raises(PackageError, match="kind bert"):
        family_of(checkpoint_of(tmp_path / "bert", "bert"))
    with pytest.raises(PackageError, match="no folder of a model"):
        family_of(tmp_path / "none")


def test_without_torch_a_hugging_face_folder_gets_a_sentence(tmp_path: Path) -> None:
    folder = checkpoint_of(tmp_path / "nllb", "m2m_100", "NllbTokenizer")
    with pytest.raises(PackageError, match="group `convert`"):
        convert(Order(folder, "da", "ti", NAMES), tmp_path)
    assert not (tmp_path / "da_ti").exists()


def test_codes(checkpoint: Path, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="small letters"):
        convert(Order(checkpoint, "../da", "ti", NAMES), tmp_path)
