from __future__ import annotations

from bot.answers.ranking import choices, ranked
from bot.content.model import Content


def test_only_entries_that_are_close_enough_are_offered(content: Content) -> None:
    ranking = ranked(
        [
            {"name": "nlu_fallback", "confidence": 0.4},
            {"name": "thanks", "confidence": 0.3},
            {"name": "doctor", "confidence": 0.2},
            {"name": "library", "confidence": 0.1},
            {"name": "igu", "confidence": 0.05},
            {"name": "dental_care", "confidence": 0.04},
            {"name": "gone", "confidence": 0.2},
        ]
    )
    assert choices(ranking, content) == ("doctor", "library", "igu")
    assert choices(ranked([{"name": "doctor", "confidence": 0.001}]), content) == ()
