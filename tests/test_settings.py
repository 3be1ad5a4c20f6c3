from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_env({}) == Settings()
    assert Settings.from_env({"BOT_PORT": "", "BOT_STATE": " "}) == Settings()


def test_every_value_is_typed() -> None:
    found = Settings.from_env(
        {
            "BOT_PORT": "8080",
            "BOT_STATE": "/srv/state",
            "BOT_ALLOWED_ORIGINS": "https://a.example/, https://b.example",
            "BOT_TRUSTED_PROXIES": "10.0.0.1",
            "TELEGRAM_MODE": "webhook",
        }
    )
    assert found.port == 8080
    assert found.state == Path("/srv/state")
    assert found.allowed_origins == ("https://a.example", "https://b.example")
    assert found.trusted_proxies == ("10.0.0.1",)
    assert found.telegram_mode == "webhook"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_PORT", "http"),
        ("BOT_PORT", "0"),
        ("BOT_PORT", "٨٠"),
        ("BOT_RATE_LIMIT", "-1"),
        ("BOT_ALLOWED_ORIGINS", "*"),
        ("TELEGRAM_MODE", "push"),
        ("BOT_PARTS", "bot tracker"),
        ("BOT_DATABASE_URL", "mysql://host/name"),
        ("BOT_REDIS_URL", "http://host"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({name: value})


def test_parts_come_in_the_order_in_which_they_are_needed() -> None:
    assert Settings.from_env({"BOT_PARTS": "bot, actions"}).parts == ("actions", "bot")
    assert Settings.from_env({}).parts == ("actions", "bot", "staff")


def test_an_address_with_a_password_is_not_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"BOT_DATABASE_URL": "postgres:geheim@host"})
    assert "geheim" not in str(caught.value)
