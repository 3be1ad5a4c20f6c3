"""Why does the bot say what it says? For the staff app alone: loopback, with a token of its own.

`POST /staff/try` `{"message": "…"}` answers with the language, what was masked, the intents with
their confidences, and the replies. Nothing of it is kept.
"""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.gateway import Incoming
from bot.channels.web_http import as_json, bearer
from bot.privacy.keys import load_key
from bot.privacy.purpose import TRIAL, derived
from bot.settings import Settings

LOOPBACK = ("127.0.0.1", "::1")
SENDER = "try:"  # no channel's sender begins so


class TrialInput(InputChannel):
    """The channel of the page "try it", beside the web channel, whose gateway it uses."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @classmethod
    def name(cls) -> str:
        """The name of the channel."""
        return "trial"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TrialInput:
        """The channel with the settings of the environment."""
        return cls(Settings.from_env())

    def url_prefix(self) -> str:
        """The route is written out."""
        return "/"

    def blueprint(self, on_new_message: Callable[..., Awaitable[Any]]) -> Blueprint:
        """The one route."""
        routes = Blueprint("trial_channel")
        add: Callable[..., None] = routes.add_route

        async def answer(request: Request) -> HTTPResponse:  # sanic takes no bound method here
            return await self._try(request)

        add(answer, "/staff/try", ["POST"])
        return routes

    async def _try(self, request: Request) -> HTTPResponse:
        token = derived(load_key(self._settings.state), TRIAL).hex()
        given = bearer(request) or ""
        forwarded = "x-forwarded-for" in request.headers
        if request.ip not in LOOPBACK or forwarded or not hmac.compare_digest(given, token):
            return as_json({"error": {"code": "not_found", "text": "Not found."}}, 404)
        try:
            message = json.loads(request.body)["message"]
        except (ValueError, KeyError, TypeError):
            message = None
        agent = request.app.ctx.agent
        if not isinstance(message, str) or not agent or not agent.is_ready():
            status = 400 if agent and agent.is_ready() else 503
            return as_json({"error": {"code": "bad_request", "text": "It is not ready."}}, status)
        return as_json(await tried(request.app.ctx.gateway, agent, message))


async def tried(gateway: Any, agent: Any, message: str) -> dict[str, Any]:
    """What becomes of a message, without a trace of it in any record."""
    reading = gateway.read(message)
    ranking: list[dict[str, Any]] = []
    if reading.text and reading.press is None:
        metadata = {"detected": reading.detected}
        parsed = await agent.processor.parse_message(UserMessage(reading.text, metadata=metadata))
        ranking = [
            {"name": one["name"], "confidence": float(one["confidence"])}
            for one in parsed.get("intent_ranking", ())[:6]
        ]
    sender = SENDER + uuid.uuid4().hex
    try:
        outcome = await gateway.handle(Incoming(sender=sender, channel="trial", message=message))
    finally:
        await gateway.forget(sender)
    return {
        "text": reading.text,
        "masked": sorted(str(kind) for kind in reading.private),
        "lang": reading.detected,
        "crisis": reading.crisis.id if reading.crisis else None,
        "intents": ranking,
        "replies": [reply.as_json() for reply in outcome.replies],
    }
