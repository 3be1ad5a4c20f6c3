"""The web channel in Rasa's own server, on loopback, in the event loop of the test."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import httpx
from rasa.core.run import configure_app
from sanic import Sanic

from bot.channels.web import WebInput
from bot.serving.ports import free_port
from bot.settings import Settings
from tests.channels.parts import Engine


@contextlib.asynccontextmanager
async def serving(settings: Settings, engine: Engine) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a server with these settings and this engine; stopped at the end."""
    Sanic.test_mode = True  # several servers in one process
    app = configure_app([WebInput(settings, lambda _: engine)], enable_api=False, use_uvloop=False)
    port = free_port()
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    try:
        await server.startup()
        await server.before_start()
        await server.after_start()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            yield client
    finally:
        await server.before_stop()
        server.close()
        await server.wait_closed()
        await server.after_stop()
