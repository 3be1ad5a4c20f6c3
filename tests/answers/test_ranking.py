from __future__ import annotations

from bot.answers.ranking import asked, choices, dangerous, ranked
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


def test_two_questions_are_two_entries_in_their_order(content: Content) -> None:
    two = ranked([{"name": n, "confidence": 0.9} for n in ("library", "doctor", "library", "igu")])
    assert [one.name for one in asked("doctor", two, content)] == ["library", "doctor"]
    assert [one.name for one in asked("nlu_fallback", two, content)] == ["library", "doctor"]


def test_one_question_beside_politeness_is_answered_and_beside_itself_is_not(
    content: Content,
) -> None:
    one = ranked([{"name": "doctor", "confidence": 0.9}, {"name": "thanks", "confidence": 0.9}])
    assert [found.name for found in asked("thanks", one, content)] == ["doctor"]
    assert [found.name for found in asked("nlu_fallback", one, content)] == ["doctor"]
    assert asked("library", one, content) == ()
    assert asked("greet", ranked([{"name": "gone", "confidence": 0.9}]), content) == ()


def test_danger_in_a_message_leaves_no_room_for_its_questions(content: Content) -> None:
    two = ranked([{"name": n, "confidence": 0.9} for n in ("library", "doctor")])
    assert asked("crisis_violence", two, content) == ()
