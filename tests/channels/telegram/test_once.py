"""Every update changes the conversation once, also when it comes again or the process dies."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.channels.telegram.conftest import SECRET, Meet, StartBot
from tests.channels.telegram.process import BotProcess
from tests.channels.telegram.server import BotApi, Fault
from tests.channels.telegram.test_conversation import quiet, ui, until

Spawn = Callable[..., BotProcess]


@pytest.fixture
def spawn(telegram_settings: Settings, tmp_path: Path, api: BotApi) -> Iterator[Spawn]:
    """Starts the bot as a process."""
    made: list[BotProcess] = []

    def start(mode: str, workers: int = 1) -> BotProcess:
        settings = replace(telegram_settings, telegram_mode=mode)
        process = BotProcess(settings, tmp_path / "bot.log", workers)
        made.append(process)
        process.start()
        if mode == "webhook":
            with api.lock:
                url = f"http://127.0.0.1:{settings.port}/webhooks/telegram/webhook"
                api.world.webhook = {"url": url, "secret_token": SECRET}
            api.wake()
        return process

    yield start
    for process in made:
        process.end()


def test_a_redelivered_update_is_not_answered_again(
    start_bot: StartBot, meet: Meet, api: BotApi, mode: str
) -> None:
    bot = start_bot(mode)
    person = meet("da")
    person.say("boligstøtte")
    with api.lock:
        update = dict(api.world.updates[-1]) if api.world.updates else None
    person.wait()
    if update is None:
        pytest.fail("the update was gone before it could be copied")
    for _ in range(3):
        api.redeliver(update)
    person.say("privat")
    person.wait()
    assert quiet(person)
    assert len(bot.turns.turns()) == 2
    until(lambda: not api.world.updates)


def test_a_redelivery_after_a_restart(start_bot: StartBot, meet: Meet, api: BotApi) -> None:
    bot = start_bot()
    person = meet("da")
    person.say("boligstøtte")
    with api.lock:
        update = dict(api.world.updates[-1])
    person.wait()
    bot.stop()
    api.redeliver(update)
    again = start_bot()
    until(lambda: not api.world.updates)
    assert quiet(person)
    assert len(again.turns.turns()) == 1


def test_an_update_that_the_process_died_on(
    spawn: Spawn, meet: Meet, api: BotApi, mode: str
) -> None:
    """It dies when the turn is in the conversation, before anybody else knows of it."""
    bot = spawn(mode)
    person = meet("da")
    person.say("boligstøtte die")
    person.say("privat")
    assert bot.wait_for_its_end() == 9
    assert not api.of("sendMessage")
    bot.start()
    first, second = person.wait(2)
    assert ui("da", "telegram_helpful_yes") in first.titles
    assert ui("da", "telegram_helpful_yes") not in second.titles
    assert quiet(person)
    assert len(bot.turns) == 2


def test_an_update_that_always_kills_is_given_up(spawn: Spawn, meet: Meet, api: BotApi) -> None:
    bot = spawn("polling")
    person = meet("da")
    person.say("always")
    person.say("privat")
    for _ in range(3):
        bot.wait_for_its_end()
        bot.start()
    regret, answer = person.wait(2)
    assert regret.text.startswith(ui("da", "error_unavailable").partition("{")[0])
    assert answer.buttons


def test_a_reply_that_may_have_been_sent_is_sent_again_once(
    spawn: Spawn, meet: Meet, api: BotApi
) -> None:
    """Telegram has the message, but the process died before it heard so. Twice."""
    bot = spawn("polling")
    person = meet("da")
    for _ in range(2):
        api.fail("sendMessage", Fault(seconds=600, drop="before"))
    person.say("boligstøtte")
    until(lambda: waits_for_telegram(api))
    bot.kill()
    bot.start()
    until(lambda: api._planned[1].times == 0)
    time.sleep(0.3)
    bot.kill()
    bot.start()
    assert person.ask("privat").text
    assert len(person.screen()) == 1
    assert bot.sent_again() == 1
    assert "sent again: 1" in bot.output


def test_a_reply_that_was_never_tried_is_sent_as_if_nothing_had_happened(
    spawn: Spawn, meet: Meet, api: BotApi
) -> None:
    bot = spawn("polling")
    person = meet("da")
    api.fail("sendMessage", Fault(seconds=600, drop="before"))
    person.say("privat og boligstøtte")
    until(lambda: waits_for_telegram(api))
    bot.kill()
    bot.start()
    assert len(person.wait(2)) == 2
    assert bot.sent_again() == 1
    assert len(bot.turns) == 1


def waits_for_telegram(api: BotApi) -> bool:
    return api._planned[0].times == 0


def test_the_messages_of_a_chat_are_answered_in_order(
    start_bot: StartBot, meet: Meet, mode: str
) -> None:
    bot = start_bot(mode)
    person = meet("da")
    for number in range(8):
        person.say(f"boligstøtte {number} seconds={0.1 if number % 2 else 0.0}")
    person.wait(8)
    said = [turn["text"].split()[1] for turn in bot.turns.turns()]
    assert said == [str(number) for number in range(8)]


def test_fifty_chats_at_once(start_bot: StartBot, meet: Meet, api: BotApi, mode: str) -> None:
    api.limited = True
    bot = start_bot(mode)
    people = [meet("da") for _ in range(50)]
    for word in ("boligstøtte seconds=0.05", "privat"):
        for person in people:
            person.say(word)
    for person in people:
        first, second = person.wait(2)
        assert ui("da", "telegram_helpful_yes") in first.titles
        assert ui("da", "telegram_helpful_yes") not in second.titles
    assert len(bot.turns.turns()) == 100
    assert bot.turns.most > 4
    assert len(api.of("sendMessage")) == 100


def test_several_workers_are_one_bot(spawn: Spawn, meet: Meet, api: BotApi) -> None:
    """Updates arrive at either worker; one of them answers, in order."""
    bot = spawn("webhook", workers=2)
    people = [meet("da") for _ in range(6)]
    for number in range(4):
        for person in people:
            person.say(f"boligstøtte {number}")
    for person in people:
        person.wait(4)
    assert len(bot.turns) == 24
    assert {code for _, code in api.webhook_attempts} == {200}
    for person in people:
        mine = [line for line in bot.turns if f"tg:{person.id}" in line]
        order = [line.partition("boligst")[2].split()[1][0] for line in mine]
        assert order == ["0", "1", "2", "3"]


def test_only_one_worker_polls(spawn: Spawn, meet: Meet, api: BotApi) -> None:
    spawn("polling", workers=2)
    person = meet("da")
    for _ in range(3):
        person.ask("boligstøtte")
    assert not api.of("getUpdates", code=409)
    assert len(api.of("sendMessage")) == 3


def test_nothing_is_lost_when_it_is_stopped(
    spawn: Spawn, meet: Meet, api: BotApi, mode: str
) -> None:
    bot = spawn(mode)
    people = [meet("da") for _ in range(10)]
    for person in people:
        for _ in range(3):
            person.say("boligstøtte seconds=0.2")
    until(lambda: len(api.of("sendMessage")) > 3)
    bot.stop()
    told = len(api.of("sendMessage"))
    assert told < 30
    bot.start()
    for person in people:
        person.wait(3)
    assert len(api.of("sendMessage")) == 30
    assert len(bot.turns) == 30
    assert bot.sent_again() == 0
