from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.serving.ports import free_port
from bot.settings import ROOT, Settings
from tests.channels.telegram.bots import BotServer
from tests.channels.telegram.person import Person
from tests.channels.telegram.server import TOKEN, BotApi

SECRET = "a-secret_token-of-the-tests"
MODES = ("polling", "webhook")
_IDS = itertools.count(500_000_001)
Meet = Callable[..., Person]
StartBot = Callable[..., BotServer]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is reached directly, whatever the machine's own proxy is."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def api() -> Iterator[BotApi]:
    """Telegram. A call that it had to refuse fails the test, unless the test removes it."""
    server = BotApi()
    server.start()
    yield server
    server.stop()
    assert not server.violations


@pytest.fixture
def telegram_settings(api: BotApi, tmp_path: Path) -> Settings:
    port = free_port()
    return Settings(
        state=tmp_path / "state",
        content=ROOT / "data",
        port=port,
        rate_limit=0,
        telegram_token=TOKEN,
        telegram_api_url=api.url,
        telegram_webhook_url=f"http://127.0.0.1:{port}",
        telegram_webhook_secret=SECRET,
    )


@pytest.fixture
def start_bot(api: BotApi, telegram_settings: Settings) -> Iterator[StartBot]:
    """Starts the bot, in either mode; it is stopped at the end of the test."""
    started: list[BotServer] = []

    def start(mode: str = "polling", **changes: object) -> BotServer:
        settings = replace(telegram_settings, telegram_mode=mode, **changes)
        bot = BotServer(settings)
        started.append(bot)
        bot.start()
        if mode == "webhook":
            with api.lock:
                api.world.webhook = {"url": bot.webhook, "secret_token": SECRET}
            api.wake()
        return bot

    yield start
    for bot in started:
        bot.stop()


@pytest.fixture
def meet(api: BotApi) -> Meet:
    """Somebody new, whose app has a language."""
    return lambda language=None: Person(api, next(_IDS), language)


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    """Both ways in."""
    return str(request.param)
