from __future__ import annotations

from bot.answers.ranking import choices, dangerous, ranked
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


def test_danger_is_offered_first_and_only_when_it_is_the_nearest(content: Content) -> None:
    near = [{"name": "crisis_violence", "confidence": 0.5}, {"name": "doctor", "confidence": 0.4}]
    assert choices(ranked(near), content) == ("crisis_violence", "doctor")
    assert choices(ranked(near[::-1]), content) == ("doctor",)
    assert dangerous(("doctor", "crisis_violence"), content)
    assert not dangerous(("doctor", None, "gone"), content)
