"""`python -m bot telegram`, as a person runs it."""

from __future__ import annotations

import pytest

from bot.__main__ import main
from bot.settings import Settings
from tests.channels.telegram.conftest import SECRET, Meet, StartBot
from tests.channels.telegram.server import TOKEN, BotApi, Fault


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, telegram_settings: Settings) -> None:
    for name, value in {
        "BOT_STATE": str(telegram_settings.state),
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": telegram_settings.telegram_api_url,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_URL": "https://bot.example",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
    }.items():
        monkeypatch.setenv(name, value)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    text = captured.out + captured.err
    assert TOKEN not in text
    assert SECRET not in text
    assert "Traceback" not in text
    return text


def test_the_webhook_is_set_and_deleted(api: BotApi, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["telegram", "set-webhook"]) == 0
    assert "https://bot.example/webhooks/telegram/webhook" in said(capsys)
    assert api.world.webhook["secret_token"] == SECRET
    assert api.world.allowed == {
        "message",
        "edited_message",
        "callback_query",
        "inline_query",
        "my_chat_member",
    }
    assert main(["telegram", "info"]) == 0
    text = said(capsys)
    assert "@velkommen_test_bot" in text
    assert "https://bot.example/webhooks/telegram/webhook" in text
    assert "does not fit" not in text
    assert main(["telegram", "delete-webhook"]) == 0
    said(capsys)
    assert not api.world.webhook
    assert main(["telegram", "info"]) == 0
    assert "does not fit TELEGRAM_MODE" in said(capsys)


def test_waiting_updates_are_dropped_only_when_told(api: BotApi, meet: Meet) -> None:
    meet("da").say("hej")
    assert main(["telegram", "delete-webhook"]) == 0
    assert len(api.world.updates) == 1
    assert main(["telegram", "delete-webhook", "--drop-pending"]) == 0
    assert not api.world.updates


def test_info_counts_what_waits(
    start_bot: StartBot, meet: Meet, capsys: pytest.CaptureFixture[str]
) -> None:
    bot = start_bot()
    meet("da").ask("hej")
    bot.stop()
    assert main(["telegram", "info"]) == 0
    assert "0 to be answered, 0 to be sent" in said(capsys)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TELEGRAM_TOKEN", "", "TELEGRAM_TOKEN is not set"),
        ("TELEGRAM_TOKEN", "1:wrong", "does not accept TELEGRAM_TOKEN"),
        ("TELEGRAM_WEBHOOK_URL", "", "TELEGRAM_WEBHOOK_URL must be"),
        ("TELEGRAM_WEBHOOK_SECRET", "short", "TELEGRAM_WEBHOOK_SECRET must be"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:9", "cannot be reached"),
    ],
)
def test_a_fault_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    sentence: str,
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["telegram", "set-webhook"]) == 1
    text = said(capsys)
    assert sentence in text
    assert len(text.strip().splitlines()) == 1


def test_a_refusal_is_shown(api: BotApi, capsys: pytest.CaptureFixture[str]) -> None:
    api.fail("setWebhook", Fault(400, "Bad Request: bad webhook: IP address 10.0.0.1 is reserved"))
    assert main(["telegram", "set-webhook"]) == 1
    assert "10.0.0.1 is reserved" in said(capsys)
