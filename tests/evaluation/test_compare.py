"""The project's own test questions: usable, balanced, and not in the training."""

from __future__ import annotations

from collections import Counter

from bot.content.store import ContentStore
from bot.evaluation.compare import known
from bot.evaluation.questions import read_questions
from bot.settings import ROOT

FILE = ROOT / "data" / "test_questions.tsv"


def test_each_language_has_as_many_and_none_is_an_example() -> None:
    content = ContentStore(ROOT / "data").current()
    questions = read_questions(FILE)
    assert known(questions, content) == questions
    assert set(Counter(q.lang for q in questions).values()) == {len(questions) // 3}
    assert set(content.languages) == {q.lang for q in questions}
    examples = {
        q for e in content.entries.values() for texts in e.questions.values() for q in texts
    }
    assert [q.text for q in questions if q.text in examples] == []
    assert len({q.id for q in questions}) == len(questions)
