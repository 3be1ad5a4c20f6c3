from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.bidi import plain
from bot.answers.composer import Composer
from bot.answers.payload import PayloadSigner
from bot.answers.reply import Kind, Reply
from bot.answers.sentences import length
from bot.answers.telegram import (
    HELPED,
    MAX_PAYLOAD,
    OPEN,
    ORIGINAL,
    PAGE,
    PAGE_BUTTONS,
    SPEAK,
    Key,
    TelegramMessage,
    TelegramRenderer,
)
from bot.content.model import Content, Family
from tests.channels.telegram.markup import parsed

LANGS = ("da", "ar", "ti")


@pytest.fixture(scope="session")
def renderer(composer: Composer) -> TelegramRenderer:
    return TelegramRenderer(composer)


def keys(message: TelegramMessage) -> list[Key]:
    return [key for row in message.rows for key in row]


def actions(message: TelegramMessage, signer: PayloadSigner) -> list[str]:
    found = [signer.read(key.payload) for key in keys(message)]
    return [press.action for press in found if press]


@pytest.mark.parametrize("lang", LANGS)
def test_every_entry_can_be_sent(
    renderer: TelegramRenderer, composer: Composer, content: Content, lang: str
) -> None:
    for entry in content.entries.values():
        reply = composer.entry(entry.id, lang)
        messages = renderer.reply(reply)
        texts = [parsed(message.html)[0] for message in messages]
        assert all(0 < length(text) <= 4096 for text in texts)
        together = plain("\n\n".join(texts)).replace("+45 ", "")
        assert plain(reply.text).split("\n")[0] in together
        assert reply.label is None or plain(reply.label) in together
        for key in keys(messages[-1]):
            assert len(key.payload.encode()) <= MAX_PAYLOAD
            assert key.title


@pytest.mark.parametrize("lang", LANGS)
def test_the_original_is_one_tap_away(
    renderer: TelegramRenderer, composer: Composer, content: Content, lang: str
) -> None:
    replies = [composer.entry(entry.id, lang) for entry in content.entries.values()]
    replies += [composer.fallback(lang), composer.notice("notice_empty", lang)]
    for reply in replies:
        found = actions(renderer.reply(reply)[-1], composer.signer)
        assert (ORIGINAL in found) == (lang != content.source_lang)


def test_the_original_of_a_string_is_found(renderer: TelegramRenderer, composer: Composer) -> None:
    message = renderer.reply(composer.notice("notice_empty", "ti"))[-1]
    pressed = composer.signer.read(keys(message)[-1].payload)
    assert pressed
    assert (pressed.action, pressed.argument) == (ORIGINAL, "ui.notice_empty")


def test_only_answers_ask_whether_they_helped(
    renderer: TelegramRenderer, composer: Composer, content: Content
) -> None:
    for entry in content.entries.values():
        found = actions(renderer.reply(composer.entry(entry.id, "ar"))[-1], composer.signer)
        assert (HELPED in found) == (entry.family is Family.FAQ)


@pytest.mark.parametrize("lang", LANGS)
def test_a_long_topic_comes_page_by_page(
    renderer: TelegramRenderer, composer: Composer, content: Content, lang: str
) -> None:
    topic = max(content.topics, key=lambda one: len(content.of_topic(one)))
    reply = composer.topic(topic, lang)
    count = len(content.of_topic(topic))
    seen: list[str] = []
    for page in range(-(-count // PAGE_BUTTONS)):
        message = renderer.menu(reply, page)
        found = actions(message, composer.signer)
        assert found.count("faq") <= PAGE_BUTTONS
        assert PAGE in found
        assert OPEN in found
        seen += [k.title for k in keys(message) if "btn:faq:" in k.payload]
    assert seen == [button.title for button in reply.buttons if button.faq_id]


def test_buttons_of_a_menu_change_the_menu(
    renderer: TelegramRenderer, composer: Composer, content: Content
) -> None:
    menu = renderer.reply(composer.entry("greet", "ti"))[0]
    assert set(actions(menu, composer.signer)) == {OPEN, SPEAK, ORIGINAL}
    answer = renderer.reply(composer.entry("privacy", "ti"))[-1]
    assert "topic" in actions(answer, composer.signer)


def test_languages_stand_beside_each_other(renderer: TelegramRenderer, composer: Composer) -> None:
    start = renderer.start("ti")
    assert [len(row) for row in start.rows] == [3]
    assert start.rows[0][0].title == "ትግርኛ"
    menu = renderer.reply(composer.entry("change_language", "ti"))[0]
    assert [len(row) for row in menu.rows] == [3, 1]
    text = parsed(start.html)[0]
    assert text.index("ሰላም") < text.index("Hej")
    assert text.count("Telegram") >= 6


def test_numbers_and_addresses_can_be_tapped(
    renderer: TelegramRenderer, composer: Composer, content: Content
) -> None:
    phone = content.contacts["out_of_hours_doctor"].phone
    reply = composer.entry("privacy", "ar")
    shown = replace(reply, text=f"{phone} 112 https://aalborg.dk/a?b=1&c=2. <https://x.dk>")
    html = renderer.reply(shown)[0].html
    text, entities = parsed(html)
    assert f"+45 {phone} 112" in text
    urls = [entity["url"] for entity in entities if entity["type"] == "text_link"]
    assert urls == ["https://aalborg.dk/a?b=1&c=2", "https://x.dk"]
    again = renderer.reply(replace(reply, text=f"+45 {phone}"))[0].html
    assert again.count("+45") == 1


def test_a_long_answer_is_split_and_labelled_once(
    renderer: TelegramRenderer, composer: Composer
) -> None:
    reply = composer.entry("housing_benefit", "ar")
    long = replace(reply, text="هذه جملة طويلة عن السكن. " * 400)
    messages = renderer.reply(long)
    assert len(messages) == 3
    texts = [parsed(message.html)[0] for message in messages]
    assert all(text.rstrip().endswith(".") for text in texts)
    assert sum(str(plain(reply.label or "")) in plain(text) for text in texts) == 1
    assert [bool(message.rows) for message in messages] == [False, False, True]


@given(text=st.text(min_size=1, max_size=300).filter(str.strip), lang=st.sampled_from(LANGS))
def test_any_text_is_valid_html(renderer: TelegramRenderer, text: str, lang: str) -> None:
    reply = Reply("0" * 32, text, lang, "ltr", Kind.TRANSLATION, label=text[:50])
    for message in renderer.reply(reply):
        shown, _ = parsed(message.html)
        assert length(shown) <= 4096
