"""Translation in the conversation, through the gateway with the real content."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers.bidi import plain
from bot.answers.composer import Composer
from bot.answers.reply import Kind, Reply
from bot.answers.translations import TRANSLATE
from bot.channels.gateway import Gateway, Incoming, Outcome, Parts
from bot.channels.sessions import Sessions
from bot.channels.translating import TRANSLATION_TEXT, ShortMemory
from bot.channels.turns import Turn
from bot.privacy.records import Records
from tests.channels.parts import ENTRY, QUESTION, Engine

ME = "web:" + "1" * 32
LETTER = "Læs hele brevet, før du skriver under."
LETTER_AR = "اقرؤوا الرسالة كلها قبل أن توقّعوا."
LETTER_TI = "ቅድሚ ምፍራምኩም ንምሉእ ደብዳቤ ኣንብብዎ።"
SECRET = "Vaskemaskinen i kælderen larmer frygteligt om natten, når naboen sover."


def says(text: str, **more: object) -> Incoming:
    return replace(Incoming(ME, "web", text), **more)  # type: ignore[arg-type]


def text_of(outcome: Outcome) -> str:
    return plain(outcome.replies[0].text)


def button(outcome: Outcome, argument: str) -> str:
    payloads = (b.payload for r in outcome.replies for b in r.buttons)
    return next(p for p in payloads if p.startswith(f"btn:{TRANSLATE}:{argument}:"))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (f"Oversæt til arabisk: {LETTER}", LETTER_AR),
        (f"oversæt til tigrinya\n{LETTER}", LETTER_TI),
        (f"ترجم إلى الدنماركية: {LETTER_AR}", LETTER),
        (f"ترجم إلى التغرينية: {LETTER_AR}", LETTER_TI),
        (f"ተርጉም ናብ ዳኒሽ፦ {LETTER_TI}", LETTER),
        (f"ናብ ዓረብ ተርጉመለይ: {LETTER_TI}", LETTER_AR),
        (f"ترجم: {LETTER}", LETTER_AR),
        (f"ተርጉም {LETTER}", LETTER_TI),
    ],
)
async def test_all_six_directions(gateway: Gateway, message: str, expected: str) -> None:
    outcome = await gateway.handle(says(message))
    first, last = outcome.replies
    assert plain(first.text) == plain(expected)
    assert (first.kind, first.faq_id, first.translation) == (Kind.TRANSLATION, TRANSLATE, "draft")
    assert first.label
    assert LETTER in (plain(first.danish or LETTER), text_of(outcome))
    assert (last.kind, last.faq_id) == (Kind.DIALOGUE, TRANSLATE)


async def test_the_danish_stands_beside(gateway: Gateway) -> None:
    (first, _) = (await gateway.handle(says(f"ترجم: {LETTER}"))).replies
    assert (first.lang, first.dir, first.danish) == ("ar", "rtl", LETTER)
    ui = gateway.composer().content.ui["ar"]
    assert first.label == ui["translate_phrases"]


async def test_into_the_chosen_language(gateway: Gateway) -> None:
    outcome = await gateway.handle(says(f"oversæt: {LETTER}", lang="ti"))
    assert text_of(outcome) == LETTER_TI


async def test_the_direction_is_asked_for_and_the_text_waits(gateway: Gateway) -> None:
    asked = await gateway.handle(says(f"Oversæt: {LETTER}"))
    assert [b.title for b in asked.replies[0].buttons] == ["العربية", "ትግርኛ"]
    done = await gateway.handle(says(button(asked, "ti")))
    assert text_of(done) == LETTER_TI
    asked = await gateway.handle(says(f"Oversæt: {LETTER}", lang="da"))
    assert text_of(await gateway.handle(says("på arabisk"))) == plain(LETTER_AR)


async def test_the_button_and_the_bare_word_ask_for_the_text(gateway: Gateway) -> None:
    for start in ("oversæt", "ترجم", "ተርጉም"):
        asked = await gateway.handle(says(start))
        assert len(asked.replies) == 1
        ui = gateway.composer().content.ui[asked.replies[0].lang]
        assert asked.replies[0].text == plain(ui["translate_send"])
    assert text_of(await gateway.handle(says(LETTER, lang="ar"))) == plain(LETTER_AR)
    press = gateway.composer().signer.sign(TRANSLATE)
    await gateway.handle(says(press))
    assert text_of(await gateway.handle(says(LETTER))) == plain(LETTER_AR)


@pytest.mark.parametrize("channel", ["web", "telegram"])
@pytest.mark.parametrize(
    ("start", "language", "letter", "expected"),
    [
        ("oversæt", "på arabisk", LETTER, LETTER_AR),
        ("oversæt", "til tigrinya", LETTER, LETTER_TI),
        ("ترجم", "إلى الدنماركية", LETTER_AR, LETTER),
        ("ተርጉም", "ናብ ዓረብ", LETTER_TI, LETTER_AR),
        ("oversæt til tigrinya", "arabisk", LETTER, LETTER_AR),
        ("oversæt til arabisk", f"oversæt: {LETTER}", "", LETTER_AR),
    ],
)
async def test_the_language_is_named_before_the_text(
    gateway: Gateway,
    engine: Engine,
    channel: str,
    start: str,
    language: str,
    letter: str,
    expected: str,
) -> None:
    for message in filter(None, (start, language, letter)):
        outcome = await gateway.handle(says(message, channel=channel))
    assert text_of(outcome) == plain(expected)
    assert set(engine.texts(ME)) == {TRANSLATION_TEXT}


async def test_the_language_is_named_with_the_word_that_asks(gateway: Gateway) -> None:
    await gateway.handle(says(f"Oversæt: {LETTER}", lang="da"))
    assert text_of(await gateway.handle(says("oversæt til arabisk"))) == plain(LETTER_AR)


async def test_a_text_that_was_asked_for_is_taken_whole(gateway: Gateway) -> None:
    await gateway.handle(says("oversæt til arabisk", lang="da"))
    letter = f"Vi beder dig om en oversættelse af attesten:\n{SECRET}\n{LETTER}"
    outcome = await gateway.handle(says(letter))
    assert "attesten" in outcome.replies[0].text
    assert plain(LETTER_AR) in text_of(outcome)


@pytest.mark.parametrize("channel", ["web", "telegram"])
@pytest.mark.parametrize(
    "head",
    [
        "Hej, oversæt til arabisk: ",
        "Hej, kan du oversætte dette til arabisk: ",
        "Vil du oversætte: ",
        "Kan du hjælpe mig med at oversætte dette brev: ",
        "Oversættelse til arabisk: ",
        "Jeg har fået et brev, og jeg forstår det ikke. Kan I oversætte det for min mor:\n",
        "مرحبا، ترجم لي هذه الرسالة: ",
        "ممكن تترجم لي: ",
        "ሰላም፡ ተርጉመለይ፡ ",
        "ክትትርጉመለይ ትኽእል ዶ፧ ",
    ],
)
async def test_a_letter_behind_everyday_words_is_not_stored(
    gateway: Gateway, engine: Engine, channel: str, head: str
) -> None:
    outcome = await gateway.handle(says(f"{head}{SECRET} {LETTER}", channel=channel))
    assert engine.texts(ME) == [TRANSLATION_TEXT]
    assert outcome.replies[0].faq_id == TRANSLATE


async def test_danger_and_private_data_come_first_behind_everyday_words(
    gateway: Gateway, engine: Engine
) -> None:
    head = "Hej, kan du oversætte dette til arabisk:"
    outcome = await gateway.handle(says(f"{head} min mand slår mig", lang="da"))
    assert outcome.replies[0].kind is Kind.CRISIS
    await gateway.handle(says("oversæt", lang="da"))
    outcome = await gateway.handle(says("på arabisk: min mand slår mig", lang="da"))
    assert outcome.replies[0].kind is Kind.CRISIS
    outcome = await gateway.handle(says(f"{head} Dit sagsnummer er 310299-0000. {LETTER}"))
    assert outcome.replies[0].kind is Kind.NOTICE
    assert "310299" not in "".join(reply.text for reply in outcome.replies)


async def test_another_button_ends_the_waiting(gateway: Gateway) -> None:
    await gateway.handle(says("oversæt"))
    await gateway.handle(says(gateway.composer().signer.sign("menu")))
    outcome = await gateway.handle(says(QUESTION))
    assert outcome.replies[0].faq_id == ENTRY


async def test_a_text_waits_for_one_message_only(gateway: Gateway) -> None:
    await gateway.handle(says(f"Oversæt: {LETTER}"))
    outcome = await gateway.handle(says(QUESTION))
    assert outcome.replies[0].faq_id == ENTRY


async def test_a_question_about_translating_is_answered_as_before(
    gateway: Gateway, engine: Engine
) -> None:
    def about(composer: Composer, turn: Turn) -> list[Reply]:
        return [composer.entry(TRANSLATE, str(turn.metadata["lang"]))]

    engine.answer = about
    outcome = await gateway.handle(says("Oversæt en tekst for mig"))
    assert engine.texts(ME) == ["Oversæt en tekst for mig"]
    assert outcome.replies[0].buttons[0].title == "Oversæt"
    assert button(outcome, "")


async def test_not_available_yet_names_the_words_that_are_known(gateway: Gateway) -> None:
    text = "Min nabo talte længe om sin boligstøtte i går."
    outcome = await gateway.handle(says(f"oversæt til arabisk: {text}", lang="da"))
    (reply,) = outcome.replies
    assert reply.kind is Kind.DIALOGUE
    assert "kan endnu ikke oversætte" in reply.text
    assert "boligstøtte: إعانة السكن (boligstøtte)" in plain(reply.text)


async def test_a_long_text_comes_in_parts_with_what_is_left_marked(gateway: Gateway) -> None:
    seen: list[str] = []

    async def emit(reply: Reply) -> None:
        seen.append(reply.id)

    text = f"{SECRET} " * 4 + f"\n\n{LETTER}\n" * 8
    outcome = await gateway.handle(says(f"oversæt til arabisk: {text}", lang="da"), emit)
    parts = [r for r in outcome.replies if r.kind is Kind.TRANSLATION]
    assert len(parts) == 3
    assert seen == [reply.id for reply in outcome.replies]
    assert "لم يُترجم" in parts[0].text
    assert "Vaskemaskinen" in parts[0].text
    assert "Noget af teksten kunne jeg ikke oversætte." in str(parts[0].label)
    assert "Del 3 af 3." in str(parts[2].label)
    assert plain(LETTER_AR) in plain(parts[2].text)


@pytest.mark.parametrize(
    "text", ["This is a letter from the school about your child and his homework."]
)
async def test_a_language_that_is_not_spoken(gateway: Gateway, text: str) -> None:
    outcome = await gateway.handle(says(f"oversæt: {text}", lang="da"))
    assert "kun oversætte mellem" in text_of(outcome)


async def test_danger_and_private_data_come_first(gateway: Gateway) -> None:
    outcome = await gateway.handle(says("oversæt til arabisk: min mand slår mig", lang="da"))
    assert outcome.replies[0].kind is Kind.CRISIS
    outcome = await gateway.handle(
        says(
            "oversæt til arabisk: Oplys venligst dit sagsnummer 310299-0000, når du henvender dig.",
            lang="da",
        )
    )
    assert outcome.replies[0].kind is Kind.NOTICE
    assert "310299" not in "".join(reply.text for reply in outcome.replies)


async def test_nothing_of_the_text_is_stored(
    gateway: Gateway, engine: Engine, tmp_path: Path
) -> None:
    message = f"oversæt til arabisk: {SECRET} {LETTER}"
    first = await gateway.handle(says(message, id="m1", lang="da"))
    again = await gateway.handle(says(message, id="m1", lang="da"))
    assert again.replies == first.replies
    assert again.repeated
    assert engine.texts(ME) == [TRANSLATION_TEXT]
    (_, noted) = engine.conversations[ME][0]
    assert [reply["text"] for reply in noted] == [TRANSLATION_TEXT]
    database = sqlite3.connect(tmp_path / "conversations.sqlite")
    dump = "".join(database.iterdump())
    database.close()
    assert "m1" in dump
    assert "Vaskemaskinen" not in dump
    assert "brevet" not in dump
    assert "توقّعوا" not in dump


async def test_after_a_restart_a_repeat_says_that_the_text_is_gone(
    gateway: Gateway, shared_parts: Parts, engine: Engine, tmp_path: Path
) -> None:
    await gateway.handle(says(f"oversæt til arabisk: {LETTER}", id="m1", lang="da"))
    shared_parts.translating.forget(ME)  # what a restart does
    sessions = Sessions(Records(tmp_path))
    after = Gateway(replace(shared_parts, turns=engine, sessions=sessions))
    outcome = await after.handle(says("x", id="m1"))
    assert "Send teksten igen" in text_of(outcome)
    await sessions.close()


async def test_an_answer_without_a_text_in_the_language(gateway: Gateway, engine: Engine) -> None:
    def danish_only(composer: Composer, turn: Turn) -> list[Reply]:
        known = composer.entry(ENTRY, "da", 0.9)
        text = text_to_say[0]
        return [replace(known, text=text, danish=text, label="Teksten findes kun på dansk.")]

    engine.answer = danish_only
    text_to_say = [LETTER]
    (reply,) = (await gateway.handle(says("؟", lang="ar"))).replies
    assert (reply.lang, reply.dir, reply.kind) == ("ar", "rtl", Kind.ANSWER)
    assert (plain(reply.text), reply.danish) == (plain(LETTER_AR), LETTER)
    text_to_say = [SECRET]
    (reply,) = (await gateway.handle(says("؟", lang="ar"))).replies
    assert (reply.lang, reply.text) == ("da", SECRET)


def test_a_short_memory_forgets() -> None:
    now = [0.0]
    memory: ShortMemory[int] = ShortMemory(10, 2, lambda: now[0])
    for number, sender in enumerate("abc"):
        memory.put(sender, "x", number)
    assert [memory.get(sender, "x") for sender in "abc"] == [None, 1, 2]
    memory.forget("b")
    now[0] = 10
    assert [memory.get(sender, "x") for sender in "bc"] == [None, None]
