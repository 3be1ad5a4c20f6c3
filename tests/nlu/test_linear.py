"""The linear model: what it learns, and that its probabilities can be believed."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from bot.nlu.linear import LinearModel, softmax
from bot.nlu.ngrams import NgramShape, NgramVectoriser

WORDS = {
    "housing": ["bolig leje", "leje hus", "hus bolig", "bolig", "leje", "ny bolig"],
    "school": ["skole barn", "barn klasse", "klasse skole", "skole", "klasse", "ny skole"],
    "doctor": ["laege syg", "syg barn", "laege tid", "laege", "syg", "ny laege"],
}


def fitted() -> tuple[NgramVectoriser, LinearModel]:
    texts = [text.split() for texts in WORDS.values() for text in texts]
    labels = [label for label, texts in WORDS.items() for _ in texts]
    vectoriser = NgramVectoriser.fit(NgramShape(), texts)
    return vectoriser, LinearModel.fit(vectoriser.transform(texts), labels, 1.0)


def test_it_learns_and_is_the_same_after_saving(tmp_path: Path) -> None:
    vectoriser, model = fitted()
    model.save(tmp_path)
    vectoriser.save(tmp_path)
    again = LinearModel.read(tmp_path)
    rows = NgramVectoriser.read(NgramShape(), tmp_path).transform([["boliger"], ["skoler"]])
    found = again.probabilities(rows)
    assert [again.classes[place] for place in found.argmax(axis=1)] == ["housing", "school"]
    same = model.probabilities(vectoriser.transform([["boliger"], ["skoler"]]))
    np.testing.assert_array_equal(found, same)


def test_two_classes_are_enough() -> None:
    rows = csr_matrix(np.eye(4, dtype=np.float32))
    model = LinearModel.fit(rows, ["a", "a", "b", "b"], 1.0)
    assert model.probabilities(rows).argmax(axis=1).tolist() == [0, 0, 1, 1]


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=9))
def test_probabilities_sum_to_one(scores: list[float]) -> None:
    found = softmax(np.array([scores]))
    assert abs(found.sum() - 1) < 1e-9
    assert found[0, int(np.argmax(scores))] == found.max()


def test_rows_have_length_one_and_unknown_texts_none() -> None:
    vectoriser, _ = fitted()
    rows = vectoriser.transform([["bolig", "leje"], ["zzz"], []])
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    np.testing.assert_allclose(lengths, [1, 0, 0], atol=1e-6)
