from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers.composer import Composer
from bot.answers.payload import PayloadSigner
from bot.channels.gateway import Gateway, Parts
from bot.channels.sessions import Sessions
from bot.privacy.keys import KEY_NAME
from bot.privacy.records import Records
from bot.settings import ROOT, Settings
from tests.channels.parts import Engine

KEY = b"a key of 32 bytes for the tests."


@pytest.fixture(scope="session")
def shared_parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """Content, crisis rules, language identification: read once."""
    state = tmp_path_factory.mktemp("parts")
    (state / KEY_NAME).write_bytes(KEY)
    settings = Settings(content=ROOT / "data", state=state)
    engine = Engine(lambda: Composer(parts.store.current(), PayloadSigner(KEY)))
    parts = Parts.of(settings, KEY, Sessions(Records(state)), engine)
    return parts


@pytest.fixture
def engine(shared_parts: Parts) -> Engine:
    return Engine(lambda: Composer(shared_parts.store.current(), shared_parts.signer))


@pytest.fixture
async def sessions(tmp_path: Path) -> AsyncIterator[Sessions]:
    sessions = Sessions(Records(tmp_path))
    yield sessions
    await sessions.close()


@pytest.fixture
def gateway(shared_parts: Parts, engine: Engine, sessions: Sessions) -> Gateway:
    return Gateway(replace(shared_parts, turns=engine, sessions=sessions, seconds=0.5))
