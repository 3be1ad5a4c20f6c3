"""The Telegram channel as Rasa's server takes it, by credentials.yml."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.faults import describe
from bot.channels.gateway import Gateway, Parts
from bot.channels.sessions import Sessions
from bot.channels.telegram.api import silence_libraries
from bot.channels.telegram.runtime import POLLING, TelegramRuntime
from bot.channels.telegram.webhook import HEADER, MAX_BYTES, WebhookCall, webhook_secret
from bot.errors import BotError
from bot.privacy.keys import load_key
from bot.privacy.place import records_of
from bot.settings import Settings

logger = logging.getLogger(__name__)


class TelegramInput(InputChannel):
    """Polls Telegram or answers its webhook; without a token it does nothing at all."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._runtime: TelegramRuntime | None = None
        self._own: tuple[Gateway, Sessions] | None = None

    @classmethod
    def name(cls) -> str:
        """The name that conversations carry as their channel, and that of the path."""
        return "telegram"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TelegramInput:
        """The channel with the settings of the environment; credentials hold none."""
        return cls(Settings.from_env())

    def blueprint(self, on_new_message: Callable[..., Awaitable[Any]]) -> Blueprint:
        """The webhook and what runs beside it. Raises SettingsError for a webhook without secret.

        Messages go through the gateway, not through `on_new_message`.
        """
        routes = Blueprint("telegram_channel")
        if not self._settings.telegram_token:
            logger.info("Telegram is off: TELEGRAM_TOKEN is not set.")
            return routes
        silence_libraries()
        if self._settings.telegram_mode != POLLING:
            call = WebhookCall(webhook_secret(self._settings), self._take)
            routes.add_route(_answering(call), "/webhook", ["POST"], stream=True)
        routes.listener("before_server_start")(self._prepare)
        routes.listener("after_server_start")(self._start)
        routes.listener("before_server_stop")(self._stop)
        return routes

    async def _prepare(self, app: Sanic, _: Any) -> None:
        """Be able to store updates before the first one can come."""
        gateway = getattr(app.ctx, "gateway", None) or self._make_gateway(app)
        self._runtime = TelegramRuntime(self._settings, gateway)

    async def _start(self, _app: Sanic, _: Any) -> None:
        if self._runtime is not None:
            self._runtime.start()

    async def _stop(self, _app: Sanic, _: Any) -> None:
        runtime, self._runtime = self._runtime, None
        if runtime is not None:
            await runtime.stop()
        if self._own is not None:
            gateway, sessions = self._own
            await gateway.close()
            await sessions.close()

    async def _take(self, updates: list[object]) -> None:
        if self._runtime is None:
            raise BotError("The bot is stopping.")
        await self._runtime.take(updates)

    def _make_gateway(self, app: Sanic) -> Gateway:
        """A gateway of our own, where no other channel has made one."""
        from bot.channels.rasa_turns import RasaTurns  # its imports take ten seconds

        key = load_key(self._settings.state)
        sessions = Sessions(records_of(self._settings))
        turns = RasaTurns(lambda: getattr(app.ctx, "agent", None))
        gateway = Gateway(Parts.of(self._settings, key, sessions, turns))
        self._own = (gateway, sessions)
        return gateway


def _answering(call: WebhookCall) -> Callable[[Request], Awaitable[HTTPResponse]]:
    async def webhook(request: Request) -> HTTPResponse:
        refused = call.refuse(request.headers.get(HEADER), request.content_type)
        if refused is not None:
            return HTTPResponse(status=refused)
        body = b""
        async for piece in request.stream:
            body += piece
            if len(body) > MAX_BYTES:
                return HTTPResponse(status=413)
        try:
            status = await call.take(body)
        except BotError as error:
            # Telegram delivers the update again.
            logger.error("An update was not taken: %s.", describe(error))
            status = 503
        return HTTPResponse(status=status)

    return webhook
