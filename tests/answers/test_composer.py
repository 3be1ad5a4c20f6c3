from __future__ import annotations

import re

import pytest

from bot.answers.bidi import plain
from bot.answers.composer import Composer
from bot.answers.payload import PayloadSigner
from bot.answers.reply import Kind, Reply
from bot.content.model import Content, Family

LANGS = ("da", "ar", "ti")


@pytest.mark.parametrize("lang", LANGS)
def test_every_entry_gives_a_whole_reply(composer: Composer, content: Content, lang: str) -> None:
    for entry in content.entries.values():
        reply = composer.entry(entry.id, lang)
        assert reply.lang == lang
        assert reply.dir == ("rtl" if lang == "ar" else "ltr")
        assert reply.faq_id == entry.id
        assert "{" not in reply.text
        assert reply.danish
        stated = entry.family in (Family.FAQ, Family.CRISIS)
        assert (reply.translation is not None) == stated == (reply.label is not None)
        assert Reply.from_json(reply.as_json()) == reply


def test_kinds_follow_the_rows(composer: Composer) -> None:
    expected = {
        "housing_benefit": Kind.ANSWER,
        "crisis_violence": Kind.CRISIS,
        "personal_data": Kind.NOTICE,
        "greet": Kind.DIALOGUE,
        "out_of_scope": Kind.DIALOGUE,
        "illegal_request": Kind.DIALOGUE,
        "unsupported_language": Kind.DIALOGUE,
    }
    for entry_id, kind in expected.items():
        assert composer.entry(entry_id, "da").kind is kind


def test_contacts_are_filled_in_and_isolated_in_arabic(composer: Composer) -> None:
    text = composer.entry("crisis_violence", "ar").text
    assert "1888" in text
    doctor = composer.entry("out_of_hours_doctor", "ar").text
    assert "\u206670 15 03 00\u2069" in doctor or re.search("\u2066[^\u2069]*70 15 03 00", doctor)
    assert "70 15 03 00" in composer.entry("out_of_hours_doctor", "da").text


def test_the_greeting_offers_languages_and_topics(
    composer: Composer, content: Content, signer: PayloadSigner
) -> None:
    presses = [signer.read(b.payload) for b in composer.entry("greet", "ti").buttons]
    langs = [p.argument for p in presses if p and p.action == "lang"]
    topics = [p.argument for p in presses if p and p.action == "topic"]
    assert set(langs) == set(content.languages)
    assert topics == list(content.topics)


def test_a_topic_lists_its_questions(composer: Composer, content: Content) -> None:
    reply = composer.topic("danish", "da")
    linked = [b.faq_id for b in reply.buttons if b.faq_id]
    assert linked == [e.id for e in content.of_topic("danish")]
    assert composer.topic("no_such_topic", "da").faq_id == "menu"


def test_clarify_offers_three_at_most_and_none_of_these(
    composer: Composer, signer: PayloadSigner
) -> None:
    ids = ["doctor", "dental_care", "library", "igu", "gone"]
    reply = composer.clarify(ids, "ar")
    assert (reply.kind, reply.faq_id) == (Kind.CLARIFY, None)
    assert [b.faq_id for b in reply.buttons] == ["doctor", "dental_care", "library", None]
    press = signer.read(reply.buttons[-1].payload)
    assert press is not None
    assert press.action == "none"


@pytest.mark.parametrize("lang", LANGS)
def test_fallback_and_notices_speak_the_language(composer: Composer, lang: str) -> None:
    assert composer.fallback(lang).lang == lang
    notice = composer.notice("notice_too_long", lang)
    assert (notice.kind, notice.faq_id, notice.translation) == (Kind.NOTICE, None, None)
    assert "5" in plain(notice.text)


def test_a_missing_translation_shows_the_danish_text_and_says_so(
    content: Content, signer: PayloadSigner
) -> None:
    from dataclasses import replace

    entry = content.entries["doctor"]
    bare = replace(entry, answers={"da": entry.answers["da"]})
    reply = Composer(replace(content, entries={"doctor": bare}), signer).entry("doctor", "ti")
    assert (reply.lang, reply.dir) == ("da", "ltr")
    assert reply.label == content.ui["ti"]["label_source_only"]


def test_outdated_is_said_in_words(content: Content, signer: PayloadSigner) -> None:
    from dataclasses import replace

    entry = content.entries["doctor"]
    old = replace(entry.answers["ar"], of="00000000")
    changed = replace(entry, answers={**entry.answers, "ar": old})
    reply = Composer(replace(content, entries={"doctor": changed}), signer).entry("doctor", "ar")
    assert reply.outdated
    assert content.ui["ar"]["label_outdated"] in plain(reply.label or "")


def test_a_language_that_is_not_spoken_is_answered_in_itself(
    composer: Composer, content: Content, signer: PayloadSigner
) -> None:
    assert set(content.others) == set(content.other_texts) == {"am", "en", "fa", "so", "uk"}
    for code in content.others:
        reply = composer.unsupported(code, "da")
        assert (reply.lang, reply.faq_id, reply.kind) == (
            code,
            "unsupported_language",
            Kind.DIALOGUE,
        )
        assert "112" in reply.text
        assert "{" not in reply.text
        presses = [signer.read(b.payload) for b in reply.buttons]
        assert [p.action for p in presses if p] == ["lang"] * 3
    assert composer.unsupported("fa", "da").dir == "rtl"
    assert composer.unsupported("xx", "ti").lang == "ti"
