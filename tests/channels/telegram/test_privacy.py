"""No log holds a message or the token, at any level and whatever goes wrong."""

from __future__ import annotations

import logging

import pytest

from tests.channels.telegram.conftest import Meet, StartBot
from tests.channels.telegram.server import TOKEN, BotApi, Fault
from tests.channels.telegram.test_conversation import until
from tests.channels.telegram.test_once import Spawn, spawn  # noqa: F401

SECRETS = (TOKEN, TOKEN.partition(":")[2], "hemmeligheden", "elektrisk", "a-secret_token")


def conversation(meet: Meet, api: BotApi) -> None:
    person = meet("da")
    person.ask("boligstøtte hemmeligheden")
    api.fail("sendMessage", Fault(500, f"Internal {TOKEN}"))
    api.fail("sendMessage", Fault(502, "", body=f"<p>{TOKEN} hemmeligheden</p>"))
    api.fail("sendMessage", Fault(drop="before"))
    api.fail("getUpdates", Fault(200, "", body='{"ok": true, "result": [{"text": "hemmeligheden'))
    api.fail("getUpdates", Fault(drop="before"))
    person.ask("fault elektrisk")
    person.say("Min mand slår mig, hemmeligheden")
    person.wait()
    person.edit("boligstøtte hemmeligheden 2")
    person.wait(2)
    api.deliver("message", {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}})
    api.fail("sendMessage", Fault(400, 'Bad Request: what is "hemmeligheden"?'))
    person.say("boligstøtte hemmeligheden")
    person.ask("privat")


def test_nothing_in_the_log_of_a_process(
    spawn: Spawn,  # noqa: F811
    meet: Meet,
    api: BotApi,
    mode: str,
) -> None:
    """All loggers at DEBUG, those of the libraries too."""
    bot = spawn(mode)
    conversation(meet, api)
    bot.stop()
    assert "DEBUG" in bot.output
    for secret in SECRETS:
        assert secret not in bot.output


def test_nothing_in_the_log_records(
    start_bot: StartBot, meet: Meet, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    start_bot()
    conversation(meet, api)
    until(lambda: "could not be answered" in caplog.text)
    ours = [r for r in caplog.records if not r.name.startswith(("aiohttp", "asyncio"))]
    for record in ours:
        for secret in SECRETS:
            assert secret not in logging.Formatter().format(record)
