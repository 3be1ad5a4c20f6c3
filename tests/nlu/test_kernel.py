"""The kernel model: what it learns, what it keeps, and that left-out scores are honest."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from bot.errors import ModelError
from bot.nlu.kernel import Fit, KernelModel, Likeness, Texts, softmax
from bot.nlu.ngrams import NgramShape, NgramVectoriser

WORDS = {
    "housing": ["bolig leje", "leje hus", "hus bolig", "bolig", "leje", "ny bolig"],
    "school": ["skole barn", "barn klasse", "klasse skole", "skole", "klasse", "ny skole"],
    "doctor": ["laege syg", "syg barn", "laege tid", "laege", "syg", "ny laege"],
}
TEXTS = [text.split() for texts in WORDS.values() for text in texts]
LABELS = [label for label, texts in WORDS.items() for _ in texts]
LIKENESS = Likeness({"words": 1.0}, meaning=0.5, width=4.0)
RIDGE = 0.5
VECTORISER = NgramVectoriser.fit(NgramShape(), TEXTS, LABELS)


def texts(words: list[list[str]]) -> Texts:
    rows = VECTORISER.transform(words)
    vectors = np.ones((len(words), 2), np.float32) / np.sqrt(2).astype(np.float32)
    return Texts({"words": rows}, vectors)


def fitted() -> Fit:
    return KernelModel.fit(texts(TEXTS), LABELS, LIKENESS, RIDGE)


def test_it_learns_and_is_the_same_after_saving(tmp_path: Path) -> None:
    model = fitted().model
    model.save(tmp_path)
    again = KernelModel.read(tmp_path)
    asked = texts([["boliger"], ["skolen"]])
    found = again.probabilities(again.scores(asked))
    assert [again.classes[place] for place in found.argmax(axis=1)] == ["housing", "school"]
    np.testing.assert_array_equal(again.scores(asked), model.scores(asked))


def test_left_out_scores_are_those_of_a_model_without_that_text() -> None:
    found = fitted()
    place = 7
    kept = [i for i in range(len(TEXTS)) if i != place]
    rows = texts(TEXTS).groups["words"].toarray()
    kernel = LIKENESS.meaning + rows @ rows.T
    classes = sorted(WORDS)
    targets = np.array([[float(label == c) for c in classes] for label in LABELS])
    targets -= targets.mean(axis=0)
    inner = kernel[np.ix_(kept, kept)] + RIDGE * np.eye(len(kept))
    expected = kernel[place, kept] @ np.linalg.solve(inner, targets[kept])
    np.testing.assert_allclose(found.left_out[list(found.sample).index(place)], expected, atol=1e-4)


def test_what_cannot_be_solved_is_said_in_a_sentence() -> None:
    bad = Texts({"words": csr_matrix((3, 2), dtype=np.float32)}, np.zeros((3, 1)))
    with pytest.raises(ModelError):
        KernelModel.fit(bad, ["a", "b", "b"], Likeness({"words": 1.0}, -9, 1), -1.0)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=9))
def test_probabilities_sum_to_one(scores: list[float]) -> None:
    found = softmax(np.array([scores]))
    assert abs(found.sum() - 1) < 1e-9
    assert found[0, int(np.argmax(scores))] == found.max()


def test_rows_have_length_one_and_unknown_texts_none() -> None:
    rows = VECTORISER.transform([["bolig", "leje"], ["zzz"], []])
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    np.testing.assert_allclose(lengths, [1, 0, 0], atol=1e-6)


def test_no_texts_give_no_rows() -> None:
    assert VECTORISER.transform([]).shape == (0, VECTORISER.width)
