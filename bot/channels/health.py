"""Whether the bot can answer, and what is missing when it cannot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.channels.turns import Turns
from bot.content.store import ContentStore
from bot.errors import BotError

PROBE_SECONDS, KEPT_SECONDS = 2.0, 1.0
Probe = Callable[[str, int], Awaitable[bool]]


@dataclass(frozen=True)
class Health:
    """What /health says; `ready` is False while something needed is missing."""

    ready: bool
    body: dict[str, Any]


class HealthCheck:
    """Looks at the model, the content and the action server; asks the latter once a second."""

    def __init__(
        self,
        turns: Turns,
        store: ContentStore,
        probe: Probe | None = None,
        retention: Callable[[], dict[str, Any]] | None = None,
    ) -> None:
        self._turns = turns
        self._store = store
        self._probe = probe or answers_http
        self._retention = retention
        self._actions = (float("-inf"), False)

    async def look(self) -> Health:
        """The state of this moment."""
        missing: list[str] = []
        model = self._turns.model
        if model is None:
            missing.append("model")
        version, languages = self._content()
        if version is None:
            missing.append("content")
        if not await self._actions_answer():
            missing.append("actions")
        body: dict[str, Any] = {
            "status": "unavailable" if missing else "ok",
            "model": model,
            "content": version,
            "languages": languages,
        }
        if self._retention is not None:
            body["retention"] = self._retention()
        return Health(not missing, body | ({"missing": missing} if missing else {}))

    def _content(self) -> tuple[str | None, list[str]]:
        try:
            content = self._store.current()
        except BotError:
            return None, []
        return (content.version if content.entries else None), list(content.languages)

    async def _actions_answer(self) -> bool:
        asked, answered = self._actions
        if time.monotonic() - asked > KEPT_SECONDS:
            url = urlsplit(self._turns.actions_url or "")
            answered = bool(url.hostname) and await self._probe(
                str(url.hostname), url.port or (443 if url.scheme == "https" else 80)
            )
            self._actions = (time.monotonic(), answered)
        return answered


async def answers_http(host: str, port: int) -> bool:
    """Whether a server answers GET /health with a status of 200 within two seconds."""
    try:
        return await asyncio.wait_for(_get_health(host, port), PROBE_SECONDS)
    except (OSError, asyncio.TimeoutError):
        return False


async def _get_health(host: str, port: int) -> bool:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        ask = f"GET /health HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
        writer.write(ask.encode("ascii"))
        status = await reader.readline()
        return status.split(b" ")[1:2] == [b"200"]
    finally:
        writer.close()
