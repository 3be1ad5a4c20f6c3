"""The figures for Prometheus: who may read them, what is in them and what is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.channels.gateway import Parts
from bot.channels.metrics import may_read
from bot.channels.sessions import Sessions
from bot.channels.translating import Translating
from bot.channels.turns import Turns
from bot.privacy.keys import KEY_NAME
from bot.settings import ROOT, Settings
from tests.channels.conftest import KEY
from tests.channels.parts import QUESTION, Engine
from tests.channels.serving import serving

WEBHOOK, PATH = "/webhooks/web/webhook", "/metrics"
DANGER = "Min mand slår mig"


@pytest.fixture(autouse=True)
def _parts_read_once(monkeypatch: pytest.MonkeyPatch, shared_parts: Parts) -> None:
    def shared(settings: Settings, _: bytes, sessions: Sessions, turns: Turns) -> Parts:
        own = Translating.of(settings, shared_parts.store, shared_parts.wishes.names)
        return replace(shared_parts, sessions=sessions, turns=turns, translating=own)

    monkeypatch.setattr(Parts, "of", shared)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / KEY_NAME).write_bytes(KEY)
    return Settings(content=ROOT / "data", state=tmp_path, rate_limit=0, new_sessions=0)


async def ask(web: httpx.AsyncClient, message: str, number: str | None = None) -> str:
    body = {"session": None, "message": message, "lang": "da"}
    answer = await web.post(WEBHOOK, json=body | ({"id": number} if number else {}))
    return str(answer.json()["replies"][0]["kind"])


async def test_replies_are_counted_without_texts_and_without_danger(
    settings: Settings, engine: Engine
) -> None:
    async with serving(settings, engine) as web:
        assert await ask(web, QUESTION) == "answer"
        assert await ask(web, DANGER) == "crisis"
        page = (await web.get(PATH)).text
    assert 'velkommen_replies_total{channel="web",kind="answer",lang="da"} 1.0' in page
    assert 'velkommen_message_seconds_count{channel="web"} 2.0' in page
    assert "velkommen_versions{content=" in page
    assert "process_resident_memory_bytes" in page
    assert "crisis" not in page
    assert "bolig" not in page


async def test_a_message_that_failed_is_an_error_and_no_reply(
    settings: Settings, engine: Engine
) -> None:
    engine.fault = RuntimeError("out of order")
    async with serving(settings, engine) as web:
        await ask(web, QUESTION)
        page = (await web.get(PATH)).text
    assert 'velkommen_errors_total{channel="web"} 1.0' in page
    assert 'kind="notice"' not in page


async def test_only_this_machine_or_the_token_reads_them(
    settings: Settings, engine: Engine
) -> None:
    async with serving(settings, engine) as web:
        through_a_proxy = {"X-Forwarded-For": "127.0.0.1"}
        assert (await web.get(PATH, headers=through_a_proxy)).status_code == 404
    async with serving(replace(settings, metrics_token="t" * 32), engine) as web:
        assert (await web.get(PATH)).status_code == 404
        right = {"Authorization": "Bearer " + "t" * 32, "X-Forwarded-For": "10.0.0.1"}
        assert (await web.get(PATH, headers=right)).status_code == 200
        assert (await web.get(PATH, headers={"Authorization": "Bearer x"})).status_code == 404


def test_an_empty_token_opens_nothing() -> None:
    assert not may_read("10.0.0.1", [], "", "")
    assert not may_read("10.0.0.1", [], None, "")
    assert may_read("::1", [], None, "")
