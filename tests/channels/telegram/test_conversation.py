"""What a user sees, in both modes; every call is checked by the Bot API server."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from bot.answers.bidi import plain
from bot.content.store import ContentStore
from bot.settings import ROOT
from tests.channels.telegram.conftest import Meet, StartBot
from tests.channels.telegram.person import Person
from tests.channels.telegram.server import BotApi
from tests.channels.telegram.world import Shown

WORDS = {"da": "boligstøtte", "ar": "دعم السكن", "ti": "ደገፍ ገዛ"}
CONTENT = ContentStore(ROOT / "data").current()
CPR = "310299-0000"  # the 31st of February


def ui(lang: str, key: str) -> str:
    """A string of the interface, as the editors have written it today."""
    return CONTENT.ui[lang][key]


DELETED = f"{ui('da', 'conversation_deleted')} {ui('da', 'telegram_deleted')}"


def until(condition: object, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.005)


def quiet(person: Person, seconds: float = 0.4) -> bool:
    """True when the bot writes nothing for a while."""
    before = len(person.screen())
    time.sleep(seconds)
    return len(person.screen()) == before


@pytest.mark.parametrize("lang", list(WORDS))
def test_a_question_is_answered_in_its_language(
    start_bot: StartBot, meet: Meet, mode: str, lang: str
) -> None:
    start_bot(mode)
    person = meet("en")
    answer = person.ask(WORDS[lang])
    assert answer.entities[-1]["type"] == "italic"  # the label
    assert any("👍" in title for title in answer.titles)
    if lang != "da":
        person.press(ui(lang, "button_show_danish"))
        danish = person.wait()[0]
        assert danish.reply_to == answer.id
        assert "oligstøtte" in danish.text
        assert not danish.buttons


@pytest.mark.parametrize(("app", "first"), [("ar-SA", "ar"), ("ti", "ti"), ("en", "da")])
def test_start_greets_in_three_languages(
    start_bot: StartBot, meet: Meet, mode: str, app: str, first: str
) -> None:
    start_bot(mode)
    start = meet(app).ask("/start")
    assert plain(start.text).startswith(ui(first, "telegram_start"))
    assert {"Dansk", "العربية", "ትግርኛ"} == set(start.titles)
    for lang in WORDS:
        assert ui(lang, "telegram_start") in plain(start.text)
        assert ui(lang, "telegram_notice") in plain(start.text)


def test_the_chosen_language_takes_the_place_of_the_greeting(
    start_bot: StartBot, meet: Meet, mode: str
) -> None:
    start_bot(mode)
    person = meet("en")
    start = person.ask("/start")
    person.press("ትግርኛ")
    until(lambda: start.edits == 1)
    assert start.text.startswith(ui("ti", "language_chosen"))
    assert "112" in start.text
    assert len(person.screen()) == 1
    answer = person.ask("Hvordan søger jeg boligstøtte?")
    assert any("\u1200" <= char <= "\u137f" for char in answer.text)
    person.press(ui("da", "button_switch_to"))
    chosen, again = person.wait(2)
    assert chosen.text == ui("da", "language_chosen")
    assert "boligstøtte" in again.text.lower()


def test_the_menu_changes_in_place(start_bot: StartBot, meet: Meet, mode: str) -> None:
    start_bot(mode)
    person = meet("da")
    menu = person.ask("/hjaelp")
    person.press(ui("da", "topic_children"))
    until(lambda: menu.edits == 1)
    assert "2/" in menu.titles[8]
    first = menu.titles[:8]
    person.press("› 2/")
    until(lambda: menu.edits == 2)
    assert menu.titles[0] not in first
    person.press("‹ 1/")
    until(lambda: menu.edits == 3)
    assert menu.titles[:8] == first
    person.press(ui("da", "button_menu"))
    until(lambda: menu.edits == 4)
    person.press(ui("da", "topic_housing"))
    until(lambda: menu.edits == 5)
    assert len(person.screen()) == 1
    person.press("boligstøtte")
    assert "👍" in person.wait()[0].titles[-2]
    assert menu.edits == 5


def test_commands_speak_the_language_of_the_app(start_bot: StartBot, meet: Meet, mode: str) -> None:
    start_bot(mode)
    for app, command, entry, lang in (
        ("ar", "/sprog", "change_language", "ar"),
        ("ti", "/sprog@velkommen_test_bot", "change_language", "ti"),
        ("pl", "/hjaelp", "menu", "da"),
        ("ar", "/help", "menu", "ar"),
    ):
        shown = plain(meet(app).ask(command).text)
        assert shown == plain(CONTENT.entries[entry].answers[lang].text)


def test_a_changed_language_in_its_own_menu(start_bot: StartBot, meet: Meet) -> None:
    start_bot()
    person = meet("da")
    menu = person.ask("/sprog")
    person.press("العربية")
    until(lambda: menu.edits == 1)
    assert plain(menu.text) == ui("ar", "language_chosen")
    assert ui("ar", "topic_housing") in menu.titles


def test_the_verdict_takes_one_tap(start_bot: StartBot, meet: Meet, api: BotApi, mode: str) -> None:
    bot = start_bot(mode)
    person = meet("ar")
    answer = person.ask(WORDS["ar"])
    others = [title for title in answer.titles if "👍" not in title and "👎" not in title]
    person.press("👎")
    until(lambda: answer.titles == others)
    until(lambda: api.of("answerCallbackQuery"))
    assert plain(api.of("answerCallbackQuery")[-1].params["text"]) == ui("ar", "helpful_thanks")
    with sqlite3.connect(bot.settings.state / "conversations.sqlite") as db:
        assert db.execute("SELECT faq_id, helpful FROM feedback").fetchall() == [
            ("housing_benefit", 0)
        ]
    db.close()


def test_an_unclear_question_is_asked_back(start_bot: StartBot, meet: Meet, mode: str) -> None:
    start_bot(mode)
    person = meet("da")
    asked = person.ask("uklart")
    assert len(asked.titles) == 3
    person.press(ui("da", "clarify_none"))
    assert person.wait()[0].text.startswith(ui("da", "fallback")[:20])
    person.press(asked.titles[0], asked)
    assert ui("da", "telegram_helpful_yes") in person.wait()[0].titles


def test_danger_comes_first_and_is_not_kept(start_bot: StartBot, meet: Meet, mode: str) -> None:
    bot = start_bot(mode)
    person = meet("da")
    words = "Min mand slår mig, og jeg er bange"
    answer = person.ask(words)
    assert "112" in answer.text
    assert "1888" in answer.text
    assert not any("👍" in title for title in answer.titles)
    assert nothing_kept(bot.settings.state, "slår mig")
    assert [turn["text"] for turn in bot.turns.turns()] == ["[crisis]"]


def test_a_cpr_number_is_never_kept(start_bot: StartBot, meet: Meet, mode: str) -> None:
    bot = start_bot(mode)
    person = meet("da")
    person.say(f"boligstøtte til {CPR}")
    notice, answer = person.wait(2)
    assert notice.text == CONTENT.entries["personal_data"].answers["da"].text
    assert ui("da", "telegram_helpful_yes") in answer.titles
    person.say(f"Mit CPR-nummer er {CPR}")
    assert person.wait()[0].text == notice.text
    bot.stop()
    assert nothing_kept(bot.settings.state, CPR)
    assert nothing_kept(bot.settings.state, CPR.replace("-", ""))


def test_slet_deletes_everywhere(start_bot: StartBot, meet: Meet, mode: str) -> None:
    bot = start_bot(mode)
    person, other = meet("da"), meet("da")
    other.ask("boligstøtte")
    person.ask("boligstøtte")
    person.ask("privat")
    before = person.say("/slet")
    said = person.wait()[0]
    assert said.text == DELETED
    assert [shown.id for shown in person.screen(mine=True)] == [said.id]
    assert len(other.screen(mine=True)) == 2
    until(lambda: str(person.id) not in everything_stored(bot.settings.state))
    assert str(other.id) in everything_stored(bot.settings.state)
    # A late copy of what is deleted does not bring it back.
    api = person.api
    copy = {"update_id": before, "message": {"message_id": 1}}
    assert api.deliver("message", person_message(person, "/slet")) is not None
    assert copy["update_id"] == before
    assert person.wait()[0].text == said.text


def test_slet_is_a_button_too(start_bot: StartBot, meet: Meet) -> None:
    start_bot()
    person = meet("ti")
    person.ask("slet")
    person.press(ui("ti", "delete_conversation"))
    assert person.wait()[0].text.startswith(ui("ti", "conversation_deleted"))
    assert len(person.screen(mine=True)) == 1


def test_an_edited_message_is_answered_anew(start_bot: StartBot, meet: Meet, mode: str) -> None:
    start_bot(mode)
    person = meet("da")
    person.ask("privat")
    person.edit("boligstøtte")
    notice, answer = person.wait(2)
    assert notice.text == ui("da", "edited_message")
    assert ui("da", "telegram_helpful_yes") in answer.titles
    person.edit("/slet")
    assert quiet(person)


MEDIA = {
    "sticker": {
        "file_id": "a",
        "file_unique_id": "b",
        "type": "regular",
        "width": 1,
        "height": 1,
        "is_animated": False,
        "is_video": False,
    },
    "photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}],
    "voice": {"file_id": "a", "file_unique_id": "b", "duration": 3},
    "location": {"latitude": 57.05, "longitude": 9.92},
    "contact": {"phone_number": "70101881", "first_name": "A"},
}


@pytest.mark.parametrize("kind", list(MEDIA))
def test_what_cannot_be_read_gets_a_kind_sentence(
    start_bot: StartBot, meet: Meet, kind: str
) -> None:
    start_bot()
    person = meet("ar")
    person.send(**{kind: MEDIA[kind]})
    assert plain(person.wait()[0].text) == ui("ar", "unsupported_media")


def test_a_caption_is_read_and_an_album_is_one_message(start_bot: StartBot, meet: Meet) -> None:
    start_bot()
    person = meet("da")
    person.send(photo=MEDIA["photo"], caption="boligstøtte")
    notice, answer = person.wait(2)
    assert notice.text == ui("da", "unsupported_media")
    assert ui("da", "telegram_helpful_yes") in answer.titles
    for _ in range(4):
        person.send(photo=MEDIA["photo"], media_group_id="77")
    assert person.wait()[0].text == notice.text
    assert quiet(person)


def test_silence_where_the_bot_does_not_belong(
    start_bot: StartBot, meet: Meet, api: BotApi
) -> None:
    start_bot()
    person = meet("da")
    group = {"id": -100, "type": "supergroup", "title": "Hjem"}
    channel = {"id": -200, "type": "channel", "title": "Nyt"}
    message = {"message_id": 5, "date": 1, "chat": group, "from": api.world.users[person.id]}
    api.deliver("message", message | {"text": "/start"})
    api.deliver("message", message | {"new_chat_title": "Hjem"})
    api.deliver("channel_post", {"message_id": 6, "date": 1, "chat": channel, "text": "hej"})
    with api.lock:
        pinned = api.world.message(person.id, person.id, new_chat_photo=MEDIA["photo"])
    api.deliver("message", pinned)
    person.ask("hej")
    assert {call.params["chat_id"] for call in api.of("sendMessage")} == {person.id}
    assert len(api.of("sendMessage")) == 1


def test_an_inline_query_is_led_to_the_chat(start_bot: StartBot, meet: Meet, api: BotApi) -> None:
    start_bot()
    person = meet("ti")
    api.world.open_inline.add("77")
    user = api.world.users[person.id]
    api.deliver("inline_query", {"id": "77", "from": user, "query": "hemmeligt", "offset": ""})
    until(lambda: api.of("answerInlineQuery"))
    button = api.of("answerInlineQuery")[0].params["button"]
    assert button == {"text": ui("ti", "telegram_inline"), "start_parameter": "inline"}
    person.say("/start inline")
    assert person.wait()[0].text.startswith(ui("ti", "telegram_start"))


def test_a_button_that_is_not_ours(start_bot: StartBot, meet: Meet, api: BotApi) -> None:
    bot = start_bot()
    person = meet("da")
    answer = person.ask("boligstøtte")
    for data in ("btn:faq:greet:aaaaaaaaaa", "/greet", "btn:delete::aaaaaaaaaa"):
        person.tap(answer, data)
    until(lambda: len(api.of("answerCallbackQuery")) == 3)
    texts = {call.params["text"] for call in api.of("answerCallbackQuery")}
    assert texts == {ui("da", "telegram_old_button")}
    assert quiet(person)
    assert len(bot.turns.turns()) == 1


def test_a_command_that_nobody_knows_is_read_as_text(start_bot: StartBot, meet: Meet) -> None:
    bot = start_bot()
    meet("da").ask("/boligstøtte")
    assert bot.turns.turns()[0]["text"] == "boligstøtte"


def test_a_question_after_a_command_for_help_is_answered(start_bot: StartBot, meet: Meet) -> None:
    bot = start_bot()
    answer = meet("da").ask(f"/help boligstøtte til {CPR}")
    assert answer.text == CONTENT.entries["personal_data"].answers["da"].text
    until(lambda: len(bot.turns.turns()) == 1)
    assert bot.turns.turns()[0]["text"].startswith("boligstøtte til [")


@pytest.mark.parametrize("command", ["/start", "/sprog", "/hjaelp", "/slet"])
def test_danger_after_a_command_is_heard(start_bot: StartBot, meet: Meet, command: str) -> None:
    bot = start_bot()
    person = meet("da")
    person.say(f"{command} min mand slår mig")
    crisis = person.wait()[0]
    assert "1888" in crisis.text
    if command == "/slet":
        until(lambda: person.screen()[-1].text == DELETED)
        until(lambda: str(person.id) not in everything_stored(bot.settings.state))
    assert nothing_kept(bot.settings.state, "slår mig")


def test_it_shows_that_it_is_writing(start_bot: StartBot, meet: Meet, api: BotApi) -> None:
    start_bot()
    person = meet("da")
    person.ask("boligstøtte seconds=0.8")
    assert [call.params["action"] for call in api.of("sendChatAction")] == ["typing"]


def test_too_fast_is_said_once(start_bot: StartBot, meet: Meet) -> None:
    start_bot(rate_limit=2)
    person = meet("da")
    for _ in range(6):
        person.say("boligstøtte")
    person.say("Min mand slår mig, og jeg er bange")
    answers = person.wait(4)
    assert answers[2].text == ui("da", "notice_rate")
    assert "1888" in answers[3].text
    assert quiet(person)


def test_a_fault_becomes_a_sentence(start_bot: StartBot, meet: Meet, mode: str) -> None:
    start_bot(mode)
    person = meet("da")
    assert "ring 112" in person.ask("fault").text
    assert ui("da", "telegram_helpful_yes") in person.ask("boligstøtte").titles


def test_the_profile_is_told_once_in_every_language(
    start_bot: StartBot, meet: Meet, api: BotApi
) -> None:
    bot = start_bot()
    until(lambda: b"profile" in (bot.settings.state / "telegram.sqlite-wal").read_bytes())
    commands = api.world.settings["commands", "all_private_chats", "ti"]
    assert [one["command"] for one in commands] == ["sprog", "hjaelp", "slet"]
    assert commands[0]["description"] == ui("ti", "command_sprog")
    assert api.world.settings["description", "ar"] == ui("ar", "telegram_description")
    assert api.world.settings["short_description", ""] == ui("da", "telegram_short_description")
    assert len(api.world.settings) == 12
    bot.stop()
    told = len(api.of("setMyCommands"))
    start_bot()
    meet("da").ask("hej")
    assert len(api.of("setMyCommands")) == told


def test_messages_of_one_person_are_not_mixed_with_those_of_another(
    start_bot: StartBot, meet: Meet
) -> None:
    start_bot()
    people = [meet("da") for _ in range(3)]
    answers = [person.ask("boligstøtte") for person in people]
    assert [answer.chat for answer in answers] == [person.id for person in people]


def person_message(person: Person, text: str) -> dict[str, object]:
    with person.api.lock:
        return person.api.world.message(person.id, person.id, text=text)


def everything_stored(state: Path) -> str:
    """All files of the state folder as text, as they are on the disk."""
    return "".join(
        path.read_bytes().decode("utf-8", "replace") for path in state.rglob("*") if path.is_file()
    )


def nothing_kept(state: Path, words: str) -> bool:
    return words not in everything_stored(state)


def test_the_search_for_kept_words_finds_words(start_bot: StartBot, meet: Meet) -> None:
    bot = start_bot()
    meet("da").ask("privat og noget mere")
    assert not nothing_kept(bot.settings.state, "noget mere")


def test_buttons_below_an_answer(start_bot: StartBot, meet: Meet) -> None:
    """Below a text that is worth keeping, a topic is a new message."""
    start_bot()
    person = meet("da")
    shown: Shown = person.ask("privat")
    assert any(len(row) == 1 for row in shown.keyboard)
    person.press(ui("da", "topic_housing"))
    assert ui("da", "topic_prompt") in person.wait()[0].text
    assert shown.edits == 0
