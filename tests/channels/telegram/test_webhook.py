"""Who may call the webhook, and with what."""

from __future__ import annotations

import http.client
import json
from typing import Any

import pytest

from bot.channels.telegram.channel import TelegramInput
from bot.channels.telegram.webhook import PATH, webhook_url
from bot.errors import SettingsError
from bot.settings import Settings
from tests.channels.telegram.bots import BotServer
from tests.channels.telegram.conftest import SECRET, Meet, StartBot
from tests.channels.telegram.person import Person
from tests.channels.telegram.server import TOKEN, BotApi
from tests.channels.telegram.test_conversation import quiet

HEADER = "X-Telegram-Bot-Api-Secret-Token"
GOOD = {HEADER: SECRET, "Content-Type": "application/json"}


def call(
    bot: BotServer, body: bytes, headers: dict[str, str] | None = None, method: str = "POST"
) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", bot.settings.port, timeout=60)
    connection.request(method, PATH, body, GOOD if headers is None else headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.fixture
def bot(start_bot: StartBot, api: BotApi) -> BotServer:
    server = start_bot("webhook")
    api.world.webhook = {}  # the tests call it themselves
    return server


def update(person: Person, text: str = "boligstøtte") -> bytes:
    with person.api.lock:
        body = person.api.world.add_update(
            "message", person.api.world.message(person.id, person.id, text=text)
        )
    return json.dumps(body).encode()


def test_the_right_call_is_answered(bot: BotServer, meet: Meet) -> None:
    person = meet("da")
    assert call(bot, update(person)) == 200
    person.wait()
    headers = GOOD | {"Content-Type": "application/json; charset=utf-8"}
    assert call(bot, update(person), headers) == 200
    person.wait()


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "é"])
def test_without_the_secret_nothing_happens(bot: BotServer, meet: Meet, secret: str | None) -> None:
    person = meet("da")
    headers = {"Content-Type": "application/json"}
    if secret is not None:
        headers[HEADER] = secret
    assert call(bot, update(person), headers) == 401
    assert quiet(person)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_only_json_is_read(bot: BotServer, meet: Meet, kind: str) -> None:
    assert call(bot, update(meet("da")), {HEADER: SECRET, "Content-Type": kind}) == 415


def test_only_post_is_answered(bot: BotServer) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        assert call(bot, b"", method=method) == 405


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b"nonsense"])
def test_broken_json_is_refused(bot: BotServer, meet: Meet, body: bytes) -> None:
    assert call(bot, body) == 400
    person = meet("da")
    assert call(bot, update(person)) == 200
    person.wait()


def test_a_huge_body_is_refused(bot: BotServer) -> None:
    assert call(bot, b" " * (1024 * 1024 + 1)) == 413


ODD: list[Any] = [None, 1, [], {}, {"update_id": "x"}, {"update_id": 5, "message": {"text": 1}}]


@pytest.mark.parametrize("body", ODD)
def test_an_update_that_is_none_is_taken_and_forgotten(bot: BotServer, body: Any) -> None:
    """Telegram would deliver it for ever if it was refused."""
    assert call(bot, json.dumps(body).encode()) == 200


def test_the_path_does_not_name_the_token(bot: BotServer) -> None:
    assert TOKEN not in PATH
    assert call(bot, b"{}", {"Content-Type": "application/json"}) == 401


def test_there_is_no_webhook_when_polling(start_bot: StartBot) -> None:
    assert call(start_bot("polling"), b"{}") == 404


@pytest.mark.parametrize("secret", ["", "short", "with space in the secret", "å" * 20, "a" * 257])
def test_it_does_not_start_without_a_secret(secret: str) -> None:
    settings = Settings(
        telegram_token=TOKEN, telegram_mode="webhook", telegram_webhook_secret=secret
    )
    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_SECRET"):
        TelegramInput(settings).blueprint(nobody)


def test_without_a_token_it_is_off_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    blueprint = TelegramInput(Settings(telegram_mode="webhook")).blueprint(nobody)
    assert "Telegram is off: TELEGRAM_TOKEN is not set." in caplog.messages
    assert not blueprint._future_routes
    assert not blueprint._future_listeners


def test_the_address_gets_our_path_where_it_has_none() -> None:
    def url(given: str) -> str:
        return webhook_url(Settings(telegram_webhook_url=given))

    assert url("https://bot.example") == f"https://bot.example{PATH}"
    assert url("https://bot.example/") == f"https://bot.example{PATH}"
    assert url("https://bot.example/tg?a=1") == "https://bot.example/tg?a=1"
    for wrong in ("", "bot.example", "ftp://bot.example"):
        with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_URL"):
            url(wrong)


async def nobody(_: Any) -> None:
    raise AssertionError
