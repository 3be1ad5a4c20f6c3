from __future__ import annotations

import pytest

from bot.answers.reply import Kind, Reply
from bot.channels.counting import events
from bot.content.model import Content
from bot.content.store import ContentStore
from bot.privacy.counts import Event, Outcome
from bot.settings import ROOT


@pytest.fixture(scope="module")
def content() -> Content:
    return ContentStore(ROOT / "data").current()


def reply(kind: Kind, faq_id: str | None = None) -> Reply:
    return Reply("r", "text", "ar", "rtl", kind, faq_id)


@pytest.mark.parametrize(
    ("kind", "faq_id", "pressed", "outcome"),
    [
        (Kind.ANSWER, "housing_benefit", False, Outcome.ANSWERED),
        (Kind.ANSWER, "housing_benefit", True, Outcome.CHOSEN),
        (Kind.CLARIFY, None, False, Outcome.CLARIFIED),
        (Kind.FALLBACK, None, False, Outcome.UNANSWERED),
        (Kind.DIALOGUE, "illegal_request", False, Outcome.UNANSWERED),
        (Kind.FALLBACK, None, True, None),
        (Kind.DIALOGUE, "greet", False, None),
        (Kind.NOTICE, "personal_data", False, None),
    ],
)
def test_what_a_reply_counts_as(
    content: Content, kind: Kind, faq_id: str | None, pressed: bool, outcome: Outcome | None
) -> None:
    found = events([reply(kind, faq_id)], "web", content, pressed=pressed)
    entry = faq_id if kind is Kind.ANSWER else ""
    assert found == ((Event(outcome, "web", "ar", str(entry)),) if outcome else ())


def test_of_a_crisis_nothing_else_is_told(content: Content) -> None:
    given = [reply(Kind.CRISIS, "crisis_violence"), reply(Kind.ANSWER, "housing_benefit")]
    assert events(given, "web", content, pressed=False) == (Event(Outcome.CRISIS),)


def test_two_questions_in_one_message_are_two(content: Content) -> None:
    given = [reply(Kind.ANSWER, "housing_benefit"), reply(Kind.ANSWER, "housing_deposit")]
    assert len(events(given, "web", content, pressed=False)) == 2
