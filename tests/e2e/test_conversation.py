"""The first whole way, as a newcomer goes it: the real processes, the trained model."""

from __future__ import annotations

import pytest

from bot.content.store import ContentStore
from tests.conftest import RunningBot

QUESTIONS = [
    ("Hvordan søger jeg boligstøtte?", "da", "ltr", "housing_benefit"),
    ("Hvordan får mit barn plads i vuggestue?", "da", "ltr", "daycare_enrol"),
    ("كيف أقدّم على إعانة السكن؟", "ar", "rtl", "housing_benefit"),
    ("هل دروس اللغة الدنماركية مجانية؟", "ar", "rtl", "danish_price"),
    ("ቤት-ንባብ ንምንታይ ክጥቀመሉ እኽእል?", "ti", "ltr", "library"),
    ("ናይ ክራይ ገዛ ሓገዝ ከመይ እሓትት", "ti", "ltr", "housing_benefit"),
]


@pytest.mark.parametrize(("text", "lang", "direction", "faq_id"), QUESTIONS)
def test_a_question_gets_its_answer_in_its_language(
    bot: RunningBot, text: str, lang: str, direction: str, faq_id: str
) -> None:
    (reply,) = bot.client.send(text).replies
    assert (reply["kind"], reply["faq_id"]) == ("answer", faq_id)
    assert (reply["lang"], reply["dir"]) == (lang, direction)
    assert reply["translation"] == "draft"
    assert reply["label"]
    assert reply["danish"]
    assert 0 < reply["confidence"] <= 1


def test_a_new_file_is_answered_without_an_edit_elsewhere(bot: RunningBot) -> None:
    (reply,) = bot.client.send("Hvor stiller jeg min cykel?").replies
    assert (reply["faq_id"], reply["text"]) == ("bicycle_parking", "Din cykel står i kælderen.")


def test_a_missing_language_gets_the_danish_text_with_a_label(bot: RunningBot) -> None:
    (reply,) = bot.client.send("cykelkælder", lang="ti").replies
    assert (reply["faq_id"], reply["lang"]) == ("bicycle_parking", "da")
    strings = ContentStore(bot.settings.content).current().ui["ti"]
    assert reply["label"] == strings["label_source_only"]


def test_the_greeting_offers_languages_and_topics(bot: RunningBot) -> None:
    (reply,) = bot.client.send("").replies
    assert (reply["kind"], reply["faq_id"]) == ("dialogue", "greet")
    assert {"Dansk", "العربية", "ትግርኛ"} <= {b["title"] for b in reply["buttons"]}
    assert len(reply["buttons"]) == 3 + 9


def test_a_button_leads_to_its_entry(bot: RunningBot) -> None:
    first = bot.client.send("")
    housing = next(b for b in first.replies[0]["buttons"] if b["title"] == "Bolig")
    (topic,) = bot.client.send(housing["payload"], first.session).replies
    choice = next(b for b in topic["buttons"] if b.get("faq_id") == "housing_social")
    (answer,) = bot.client.send(choice["payload"], first.session).replies
    assert (answer["faq_id"], answer["kind"]) == ("housing_social", "answer")
    assert answer["confidence"] is None


def test_a_chosen_language_stays_until_chosen_anew(bot: RunningBot) -> None:
    first = bot.client.send("")
    arabic = next(b for b in first.replies[0]["buttons"] if b["title"] == "العربية")
    (chosen,) = bot.client.send(arabic["payload"], first.session).replies
    assert (chosen["lang"], chosen["faq_id"]) == ("ar", "change_language")
    (answer,) = bot.client.send("Hvordan søger jeg boligstøtte?", first.session).replies
    assert (answer["faq_id"], answer["lang"]) == ("housing_benefit", "ar")
    switch = next(b for b in answer["buttons"] if "dansk" in b["title"].lower())
    confirmed, again = bot.client.send(switch["payload"], first.session).replies
    assert (confirmed["faq_id"], confirmed["lang"]) == ("change_language", "da")
    assert (again["faq_id"], again["lang"]) == ("housing_benefit", "da")


def test_without_a_choice_the_reply_follows_the_message(bot: RunningBot) -> None:
    first = bot.client.send("Hvad er en modtagerklasse?")
    assert first.replies[0]["lang"] == "da"
    second = bot.client.send("متى أحصل على الإقامة الدائمة؟", first.session)
    assert second.replies[0]["lang"] == "ar"
    third = bot.client.send("👍", first.session)
    assert third.replies[0]["lang"] == "ar"


def test_rasas_intent_text_is_read_as_text(bot: RunningBot) -> None:
    for text in ("/doctor", "//doctor", '/doctor{"x": "y"}', "\u200b/doctor", " /doctor"):
        for reply in bot.client.send(text).replies:
            assert reply["faq_id"] != "doctor" or reply["confidence"] is not None


def test_a_cpr_number_gets_a_notice_before_the_answer(bot: RunningBot) -> None:
    replies = bot.client.send("Mit cpr er 310299-0000. Hvordan søger jeg boligstøtte?").replies
    assert [(r["kind"], r["faq_id"]) for r in replies] == [
        ("notice", "personal_data"),
        ("answer", "housing_benefit"),
    ]


def test_a_crisis_comes_before_everything(bot: RunningBot) -> None:
    (reply,) = bot.client.send("Min mand slår mig").replies
    assert (reply["kind"], reply["faq_id"]) == ("crisis", "crisis_violence")
    assert "1888" in reply["text"]


def test_what_it_does_not_know_is_said(bot: RunningBot) -> None:
    (reply,) = bot.client.send("qwzx plorf").replies
    assert reply["kind"] in ("fallback", "clarify")
    assert reply["faq_id"] is None


@pytest.mark.parametrize(
    ("first", "then", "faq_id", "lang"),
    [
        ("Hvordan starter jeg til dansk?", "og hvad koster det?", "danish_price", "da"),
        ("كيف أسجل في دروس اللغة الدنماركية؟", "كم يكلف؟", "danish_price", "ar"),
        ("Hvordan får mit barn plads i vuggestue?", "Hvad koster det?", "daycare_price", "da"),
        ("ንትምህርቲ ቋንቋ ዴንማርክ ከመይ ክምዝገብ?", "ክንደይ ይኽፈል፧", "danish_price", "ti"),
    ],
)
def test_a_short_question_is_about_the_last_subject(
    bot: RunningBot, first: str, then: str, faq_id: str, lang: str
) -> None:
    begun = bot.client.send(first)
    bot.client.send("tak", begun.session)  # politeness does not change the subject
    (reply,) = bot.client.send(then, begun.session, lang=lang).replies
    assert (reply["faq_id"], reply["lang"]) == (faq_id, lang)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Hvordan søger jeg boligstøtte? Hvor ligger biblioteket?", ["housing_benefit", "library"]),
        (
            "هل دروس اللغة الدنماركية مجانية؟ وكيف أقدّم على إعانة السكن؟",
            ["danish_price", "housing_benefit"],
        ),
        ("Hej! Hvordan søger jeg boligstøtte?", ["housing_benefit"]),
    ],
)
def test_two_questions_get_two_answers(bot: RunningBot, text: str, entries: list[str]) -> None:
    replies = bot.client.send(text).replies
    assert [reply["faq_id"] for reply in replies] == entries
    assert {reply["kind"] for reply in replies} == {"answer"}


def test_a_correction_is_understood(bot: RunningBot) -> None:
    begun = bot.client.send("Hvordan starter jeg til dansk?")
    (reply,) = bot.client.send("Nej, jeg mener boligstøtte", begun.session).replies
    assert reply["faq_id"] == "housing_benefit"
