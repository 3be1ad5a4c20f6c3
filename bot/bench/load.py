"""Load for a running bot: messages that nobody wrote before, sent as the widget sends them."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass

import httpx

from bot.content.model import Content
from bot.errors import ServiceError

SHORTEST = 12  # characters; a letter less in a shorter question often leaves no question
URL, REST_URL = "/webhooks/web/webhook", "/webhooks/rest/webhook"
Visit = Callable[[httpx.AsyncClient], Coroutine[None, None, list[float]]]


@dataclass(frozen=True)
class Timing:
    """How long each reply took, in milliseconds, and how long all of them, in seconds."""

    milliseconds: tuple[float, ...]
    seconds: float

    def percentile(self, share: float) -> float:
        """The time within which this share (0 to 1) of the replies came."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    @property
    def per_second(self) -> float:
        """Replies a second."""
        return len(self.milliseconds) / self.seconds


def new_questions(content: Content, seed: int = 1) -> list[str]:
    """Questions of all entries and languages, each with one letter left out: none was trained."""
    rolls = random.Random(seed)  # noqa: S311
    found = []
    for entry in content.entries.values():
        for texts in entry.questions.values():
            for text in texts:
                if len(text) >= SHORTEST:
                    place = rolls.randrange(3, len(text) - 2)
                    found.append(text[:place] + text[place + 1 :])
    rolls.shuffle(found)
    return found


class Visitor:
    """One person in one conversation after another, each of `turns` messages."""

    def __init__(self, client: httpx.AsyncClient, turns: int) -> None:
        self._client, self._turns = client, turns
        self._session: str | None = None
        self._asked = 0
        self.button: str | None = None

    async def say(self, message: str) -> float:
        """Send a message; the milliseconds until its replies. Raises ServiceError without them."""
        if self._asked == self._turns:
            self._session, self._asked = None, 0
        body = {"session": self._session, "message": message, "lang": None}
        begun = time.perf_counter()
        try:
            answer = await self._client.post(URL, json=body)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise ServiceError(f"The bot did not answer: {error}.") from error
        took = (time.perf_counter() - begun) * 1000
        found = answer.json()
        self._session, self._asked = found["session"], self._asked + 1
        buttons = [b["payload"] for reply in found["replies"] for b in reply["buttons"]]
        self.button = buttons[0] if buttons else None
        return took


class RestVisitor:
    """The same for Rasa's own rest channel."""

    def __init__(self, client: httpx.AsyncClient, turns: int) -> None:
        self._client, self._turns = client, turns
        self._sender, self._asked = "", turns

    async def say(self, message: str) -> float:
        """Send a message; the milliseconds until its replies. Raises ServiceError without them."""
        if self._asked == self._turns:
            self._sender, self._asked = uuid.uuid4().hex, 0
        begun = time.perf_counter()
        try:
            body = {"sender": self._sender, "message": message}
            answer = await self._client.post(REST_URL, json=body)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise ServiceError(f"Rasa did not answer: {error}.") from error
        took = (time.perf_counter() - begun) * 1000
        if not answer.json():
            raise ServiceError("Rasa had no reply.")
        self._asked += 1
        return took


async def questions(
    url: str,
    asked: Sequence[str],
    users: int,
    turns: int,
    kind: type[Visitor] | type[RestVisitor] = Visitor,
) -> Timing:
    """Ask all of them, by `users` at the same time, in conversations of `turns` messages."""
    waiting = iter(asked)

    async def visit(client: httpx.AsyncClient) -> list[float]:
        visitor = kind(client, turns)
        return [await visitor.say(question) for question in waiting]

    return await _timed(url, visit, users)


async def talk(url: str, asked: Sequence[str]) -> list[float]:
    """Ask all of them in one conversation; the milliseconds of each, in order."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        visitor = Visitor(client, len(asked))
        return [await visitor.say(question) for question in asked]


async def presses(url: str, count: int, users: int, turns: int) -> Timing:
    """Press buttons: the first of each reply, `count` by each user."""

    async def visit(client: httpx.AsyncClient) -> list[float]:
        visitor = Visitor(client, turns)
        took: list[float] = []
        while len(took) < count:
            if visitor.button is None:
                await visitor.say("")
            took.append(await visitor.say(visitor.button or ""))
        return took

    return await _timed(url, visit, users)


async def _timed(url: str, visit: Visit, users: int) -> Timing:
    limits = httpx.Limits(max_connections=users, max_keepalive_connections=users)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
        begun = time.perf_counter()
        took = await asyncio.gather(*(visit(client) for _ in range(users)))
        return Timing(tuple(_flat(took)), time.perf_counter() - begun)


def _flat(lists: Iterable[list[float]]) -> Iterable[float]:
    return (one for found in lists for one in found)
