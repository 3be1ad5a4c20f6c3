from __future__ import annotations

import pytest

from bot.evaluation.outcome import Outcome, confusions, figures, outcome, wilson
from bot.evaluation.questions import Question

ASKED = Question("Q1", "ar-Latn", ("doctor", "dental_care"), "…")


def reply(kind: str, faq_id: str | None, offered: tuple[str, ...] = ()) -> dict[str, object]:
    buttons = [{"title": "…", "payload": "btn:…", "faq_id": o} for o in offered]
    return {"kind": kind, "faq_id": faq_id, "buttons": [*buttons, {"title": "…", "payload": "b"}]}


def of(*replies: dict[str, object]) -> Outcome:
    return outcome(ASKED, replies)


def test_either_label_is_right() -> None:
    assert of(reply("answer", "dental_care")).right
    assert of(reply("notice", "personal_data"), reply("answer", "doctor")).right


def test_offered_is_found_but_not_right() -> None:
    found = of(reply("clarify", None, ("library", "doctor")))
    assert (found.right, found.found, found.clarified, found.wrong) == (False, True, True, False)


def test_buttons_of_an_answer_do_not_count_as_offered() -> None:
    found = of(reply("answer", "library", ("doctor",)))
    assert (found.found, found.wrong) == (False, True)


def test_a_fallback_is_neither() -> None:
    found = of(reply("fallback", None))
    assert (found.right, found.found, found.clarified, found.wrong) == (False,) * 4


def test_figures_and_confusions_count() -> None:
    many = [of(reply("answer", "doctor"))] * 3 + [of(reply("answer", "igu"))]
    assert figures(many).as_json()["percent"]["right"] == 75.0
    assert confusions(many) == [("doctor|dental_care", "igu", 1)]


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [(0, 0, 0.0, 0.0), (8, 10, 49.0, 94.3), (0, 10, 0.0, 27.8), (10, 10, 72.2, 100.0)],
)
def test_the_wilson_interval(successes: int, total: int, low: float, high: float) -> None:
    assert wilson(successes, total) == (low, high)
