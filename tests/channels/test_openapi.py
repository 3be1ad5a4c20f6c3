"""docs/openapi.yml against the running channel: schemathesis makes right and wrong requests."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.generation import GenerationMode

from bot.settings import ROOT, Settings
from tests.channels.parts import Engine
from tests.channels.serving import serving

config = schemathesis.config.SchemathesisConfig()
config.projects.default.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
schema = schemathesis.openapi.from_path(ROOT / "docs" / "openapi.yml", config=config)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, shared_parts: object) -> Iterator[str]:
    """The channel in a thread of its own, so that requests can wait for it."""
    state: Path = tmp_path_factory.mktemp("openapi")
    engine = Engine(lambda: None)  # type: ignore[arg-type, return-value]
    found: list[str] = []
    ready, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        chosen = Settings(content=ROOT / "data", state=state, rate_limit=0, new_sessions=0)
        actions = await asyncio.start_server(_healthy, "127.0.0.1", 0)
        host, port = actions.sockets[0].getsockname()
        engine.actions_url = f"http://{host}:{port}/webhook"
        async with actions, serving(chosen, engine) as client:
            from bot.answers.composer import Composer

            engine.composer = lambda: Composer(
                shared_parts.store.current(),  # type: ignore[attr-defined]
                shared_parts.signer,  # type: ignore[attr-defined]
            )
            found.append(str(client.base_url).rstrip("/"))
            ready.set()
            while not stop.is_set():
                await asyncio.sleep(0.05)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(60)
    yield found[0]
    stop.set()
    thread.join(20)


async def _healthy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The action server says that it is there."""
    await reader.readline()
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    writer.close()


@schema.parametrize()
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_answer_is_as_described(case: schemathesis.Case, url: str) -> None:
    case.call_and_validate(base_url=url, timeout=20)
