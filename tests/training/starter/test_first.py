"""The bot's sentence model, read back. That torch makes the same of it as CTranslate2 is tested
with the whole command, in test_training.py.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.embedding import FOLDER
from training.starter.first import encoder_weights, variables
from training.starter.sources import StarterError

LAYERS, WIDTH, INNER = 12, 384, 1536


def test_the_weights_are_those_of_the_model() -> None:
    found = encoder_weights(FOLDER, LAYERS)
    assert {len(w.shape) for name, w in found.items() if name.endswith("bias")} == {1}
    assert found["layers.0.qkv.weight"].shape == (3 * WIDTH, WIDTH)
    assert found["layers.11.fi.weight"].shape == (INNER, WIDTH)
    assert len(found) == 4 + 12 * LAYERS
    raw = variables((FOLDER / "model.bin").read_bytes())
    scale = raw["encoder/layer_3/ffn/linear_0/weight_scale"]
    again = np.rint(found["layers.3.fi.weight"] * scale[:, None])
    assert (again == raw["encoder/layer_3/ffn/linear_0/weight"]).all()


@pytest.mark.parametrize("data", [b"", b"\x06\0\0\0", b"\x05\0\0\0" + bytes(40), bytes(400)])
def test_another_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(data)
    with pytest.raises(StarterError, match="no encoder"):
        encoder_weights(tmp_path, 1)
    with pytest.raises(StarterError):
        encoder_weights(tmp_path / "nowhere", 1)
