"""Embeddings: what a vector is."""

import numpy as np
import pytest

from bot.nlu.embedding import LONGEST, SentenceEncoder, shortened

TEXTS = ["Hvordan får jeg en læge?", "كيف أغير طبيب العائلة؟", "ሓኪም ብኸመይ እረክብ?"]


@pytest.fixture(scope="module")
def model() -> SentenceEncoder:
    return SentenceEncoder()


def test_vectors_have_length_one_and_do_not_depend_on_company(model: SentenceEncoder) -> None:
    together = model.embed(TEXTS)
    assert together.shape == (3, SentenceEncoder.width)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    np.testing.assert_allclose(together[1], model.embed([TEXTS[1]])[0], atol=1e-5)
    assert model.embed([]).shape == (0, SentenceEncoder.width)


def test_only_the_first_words_are_embedded_so_that_no_text_takes_long() -> None:
    assert shortened("Hvad er DUS?") == "Hvad er DUS?"
    assert shortened("ትምህርቲ ቋንቋ ብነጻ ድዩ፧").startswith("ትምህርቲ ቋንቋ ብነጻ ድዩ")
    assert len(shortened("ord " * 1250)) <= LONGEST
    assert shortened("🧑‍👩‍👧‍👦" * 300) == ""
