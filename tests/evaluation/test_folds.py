from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.model import Content
from bot.content.store import ContentStore
from bot.evaluation.folds import fold_of, held_out, variety, without_fold
from bot.settings import ROOT

FOLDS = 5


@pytest.fixture(scope="module")
def content() -> Content:
    return ContentStore(ROOT / "data").current()


def test_every_question_but_the_titles_is_held_out_once(content: Content) -> None:
    ids = [q.id for fold in range(FOLDS) for q in held_out(content, fold, FOLDS)]
    assert len(ids) == len(set(ids))
    entry = content.entries["housing_benefit"]
    expected = sum(len(q) - 1 for q in entry.questions.values())
    assert sum(i.startswith("housing_benefit-") for i in ids) == expected


def test_the_copy_lacks_the_fold_and_nothing_else(content: Content, tmp_path: Path) -> None:
    without_fold(ROOT / "data", content, 2, FOLDS, tmp_path / "data")
    copy = ContentStore(tmp_path / "data").current()
    assert copy.faults == ()
    for entry in content.entries.values():
        kept = copy.entries[entry.id]
        assert kept.answers == entry.answers
        assert kept.title("da") == entry.title("da")
        gone = {q for x in entry.questions.values() for q in x} - {
            q for x in kept.questions.values() for q in x
        }
        assert all(fold_of(q, FOLDS) == 2 for q in gone)
    asked = {q.text for q in held_out(content, 2, FOLDS)}
    left = {q for e in copy.entries.values() for x in e.questions.values() for q in x}
    titles = {e.title(lang) for e in content.entries.values() for lang in e.questions}
    assert asked & left <= titles


def test_varieties(content: Content) -> None:
    assert variety(content, "da", "hvad") == "da"
    assert variety(content, "ar", "شو") == "ar"
    assert variety(content, "ar", "kif bsajjel") == "ar-Latn"
    assert variety(content, "ti", "kemey gere") == "ti-Latn"
