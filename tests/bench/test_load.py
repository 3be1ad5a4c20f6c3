"""The load of the bench: its questions are new."""

from __future__ import annotations

from bot.bench.load import Timing, new_questions
from bot.content.store import ContentStore
from bot.settings import Settings


def test_no_question_of_the_bench_was_trained() -> None:
    content = ContentStore(Settings().content).current()
    trained = {
        q for entry in content.entries.values() for qs in entry.questions.values() for q in qs
    }
    asked = new_questions(content)
    assert len(asked) > 500
    assert asked == new_questions(content)
    assert len(trained.intersection(asked)) < len(asked) / 100


def test_percentiles_and_rate() -> None:
    timing = Timing(tuple(float(n) for n in range(100, 0, -1)), 2.0)
    assert (timing.percentile(0), timing.percentile(0.5), timing.percentile(0.95)) == (1, 51, 96)
    assert timing.percentile(1) == 100
    assert timing.per_second == 50
