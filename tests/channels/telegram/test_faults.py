"""Telegram at its worst: flood limits, faults, dropped connections, people who block the bot."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.channels.telegram.conftest import Meet, StartBot
from tests.channels.telegram.server import BotApi, Fault
from tests.channels.telegram.test_conversation import WORDS, quiet, ui, until

FLOOD = Fault(429, "Too Many Requests: retry after 1", retry_after=1)


def test_a_flood_limit_is_waited_out(
    start_bot: StartBot, meet: Meet, api: BotApi, mode: str
) -> None:
    start_bot(mode)
    person = meet("da")
    api.fail("sendMessage", FLOOD, times=2)
    person.ask("boligstøtte")
    tried = api.of("sendMessage", code=None)
    assert [call.code for call in tried] == [429, 429, 200]
    for before, after in pairwise(tried):
        assert after.at - before.at >= 1.0
    assert quiet(person)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(500, "Internal Server Error"),
        Fault(502, "Bad Gateway", body="<html>Bad Gateway</html>"),
        Fault(drop="before"),
        Fault(429, "Too Many Requests: retry after 1", retry_after=1),
    ],
    ids=["500", "502", "dropped", "429"],
)
def test_a_failed_call_is_tried_again(
    start_bot: StartBot, meet: Meet, api: BotApi, fault: Fault
) -> None:
    """Also when everything fails at once: fetching, sending, confirming a press."""
    start_bot()
    person = meet("da")
    person.ask("hej")
    for method in ("sendMessage", "getUpdates", "answerCallbackQuery", "editMessageText"):
        api.fail(method, fault, times=2)
    menu = person.screen()[0]
    person.press(ui("da", "topic_housing"))
    person.say("boligstøtte")
    assert ui("da", "telegram_helpful_yes") in person.wait()[0].titles
    assert menu.edits == 1


def test_telegram_is_down_when_the_bot_starts(
    start_bot: StartBot, meet: Meet, api: BotApi, mode: str
) -> None:
    api.fail("getMe", Fault(drop="before"), times=2)
    api.fail("setMyCommands", Fault(500, "Internal Server Error"), times=1)
    start_bot(mode)
    meet("da").ask("boligstøtte")
    until(lambda: len(api.world.settings) == 12)


def test_a_wrong_token_is_said_without_the_token(
    start_bot: StartBot, meet: Meet, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    start_bot(telegram_token="1:wrong_token_of_the_tests")
    until(lambda: "does not accept TELEGRAM_TOKEN" in caplog.text)
    assert "wrong_token" not in caplog.text
    assert {call.code for call in api.of("getMe", code=None)} == {401}


def test_a_message_that_telegram_refuses_is_sent_without_markup(
    start_bot: StartBot, meet: Meet, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    start_bot()
    person = meet("ar")
    refusal = 'Bad Request: can\'t parse entities: Unsupported start tag "boligstøtte" at offset 1'
    api.fail("sendMessage", Fault(400, refusal))
    answer = person.ask(WORDS["ar"])
    assert not answer.entities
    assert "<" not in answer.text
    assert ui("ar", "telegram_helpful_yes") in answer.titles
    api.fail("sendMessage", Fault(400, refusal), times=2)
    person.say(WORDS["ar"])
    person.ask("hej")
    assert "Telegram refused a message" in caplog.text
    assert "boligstøtte" not in caplog.text


def test_a_menu_that_cannot_be_changed_is_sent_anew(
    start_bot: StartBot, meet: Meet, api: BotApi
) -> None:
    start_bot()
    person = meet("da")
    menu = person.ask("/hjaelp")
    api.fail("editMessageText", Fault(400, "Bad Request: message can't be edited"))
    person.press(ui("da", "topic_housing"))
    assert ui("da", "topic_housing") in person.wait()[0].text
    assert menu.edits == 0


def test_a_press_twice_changes_nothing(start_bot: StartBot, meet: Meet, api: BotApi) -> None:
    start_bot()
    person = meet("da")
    menu = person.ask("/hjaelp")
    button = next(b for b in menu.buttons if b["text"] == ui("da", "topic_housing"))
    person.tap(menu, button["callback_data"])
    person.tap(menu, button["callback_data"])
    until(lambda: len(api.of("editMessageText", code=None)) == 2)
    assert menu.edits == 1
    assert api.violations.pop().startswith("editMessageText: Bad Request: message is not modified")
    assert quiet(person)


def test_somebody_who_blocks_the_bot_is_left_alone(
    start_bot: StartBot, meet: Meet, api: BotApi, mode: str
) -> None:
    start_bot(mode)
    person, other = meet("da"), meet("da")
    person.ask("hej")
    with api.lock:
        api.world.blocked.add(person.id)
    person.say("privat og boligstøtte")
    person.say("boligstøtte")
    until(lambda: len(api.of("sendMessage", code=403)) >= 1)
    person.block()
    other.ask("boligstøtte")
    person.block(block=False)
    person.ask("boligstøtte")
    assert len(person.screen()) == 2
    assert len(api.of("sendMessage", code=403)) <= 2


def test_a_webhook_in_the_way_of_polling_is_said(
    start_bot: StartBot, meet: Meet, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.world.webhook = {"url": "http://127.0.0.1:1/x", "secret_token": "x"}
    start_bot()
    until(lambda: "telegram delete-webhook" in caplog.text)
    api.world.webhook = {}
    meet("da").ask("boligstøtte")


def test_an_answer_that_was_cut_off_is_sent_again(
    start_bot: StartBot, meet: Meet, api: BotApi
) -> None:
    """Telegram has sent the message, but the connection broke before it could say so."""
    start_bot()
    person = meet("da")
    api.fail("sendMessage", Fault(drop="after"))
    person.say("boligstøtte")
    first, second = person.wait(2)
    assert first.text == second.text
    assert quiet(person)
