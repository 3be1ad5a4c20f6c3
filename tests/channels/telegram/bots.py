"""The Telegram channel in a real Sanic server, with the real gateway and a scripted engine.

In a thread of the tests, or (`serve`) as a process of its own, so that it can be killed.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import threading
from functools import cache
from pathlib import Path
from typing import Any

from sanic import Sanic
from sanic.response import HTTPResponse

from bot.answers.payload import PayloadSigner
from bot.channels.gateway import Gateway, Parts
from bot.channels.reading import MessageReader
from bot.channels.sessions import Sessions
from bot.channels.telegram import TelegramInput
from bot.channels.translating import Translating
from bot.channels.wishes import LanguageWishes
from bot.content.store import ContentStore
from bot.privacy.keys import KEY_BYTES, KEY_NAME, private_folder
from bot.privacy.records import Records
from bot.settings import Settings
from tests.channels.telegram.scripted import ScriptedTurns

_NAMES = itertools.count(1)
LOG = "turns.jsonl"
KEY = b"k" * KEY_BYTES


@cache
def heavy_parts(content: Path) -> tuple[ContentStore, MessageReader, LanguageWishes]:
    """What takes seconds to make, once for all tests."""
    store = ContentStore(content)
    reader = MessageReader.of(content, store.current(), PayloadSigner(KEY))
    return store, reader, LanguageWishes.load(content)


def make_app(settings: Settings) -> tuple[Sanic, ScriptedTurns]:
    """A server with the channel as Rasa would mount it."""
    Sanic.test_mode = True  # else it rewrites its own code for the first app, and not again
    app = Sanic(f"telegram_test_{next(_NAMES)}", configure_logging=False)
    app.config.ACCESS_LOG = False
    store, reader, wishes = heavy_parts(settings.content)
    (private_folder(settings.state) / KEY_NAME).write_bytes(KEY)
    signer = PayloadSigner(KEY)
    turns = ScriptedTurns(store, signer, settings.state / LOG)
    channel = TelegramInput(settings)

    async def start(app: Sanic, _: Any) -> None:
        sessions = Sessions(Records(settings.state))
        translating = Translating.of(settings, store, wishes.names)
        parts = Parts(store, signer, reader, wishes, sessions, turns, translating)
        app.ctx.gateway = Gateway(parts)
        app.ctx.sessions = sessions

    async def stop(app: Sanic, _: Any) -> None:
        await app.ctx.gateway.close()
        await app.ctx.sessions.close()

    app.register_listener(start, "before_server_start")
    app.register_listener(stop, "after_server_stop")

    async def nobody(_: Any) -> None:
        raise AssertionError("messages go through the gateway")

    async def root(_: Any) -> HTTPResponse:
        return HTTPResponse("a server without any route does not start")

    app.add_route(root, "/")
    app.blueprint(channel.blueprint(nobody), url_prefix="/webhooks/telegram")
    return app, turns


class BotServer:
    """The server in a thread."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.app, self.turns = make_app(settings)
        self._loop = asyncio.SelectorEventLoop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self.fault: BaseException | None = None

    @property
    def webhook(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}/webhooks/telegram/webhook"

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(60)
        if self.fault:
            raise self.fault

    def stop(self) -> None:
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(30)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as fault:
            self.fault = fault
        finally:
            self._ready.set()
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _serve(self) -> None:
        server = await self.app.create_server(
            "127.0.0.1", self.settings.port, return_asyncio_server=True
        )
        await server.startup()
        await server.before_start()
        await server.after_start()
        self._ready.set()
        await self._stop.wait()
        await server.before_stop()
        server.close()
        for connection in list(server.connections):
            connection.abort()
        await server.after_stop()


def serve(settings: Settings, log: str, workers: int) -> None:
    """Serve until SIGTERM, as a process and a group of its own; all output goes to a file."""
    os.setsid()
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    logging.basicConfig(level=logging.DEBUG, force=True)
    app, _ = make_app(settings)
    app.run("127.0.0.1", settings.port, workers=workers)
