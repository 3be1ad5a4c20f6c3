"""The web channel: the routes of the widget, of its pages and of /health."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.access_log import AccessLog
from bot.channels.faults import describe
from bot.channels.metrics import may_read
from bot.channels.rasa_turns import RasaTurns
from bot.channels.turns import Turns
from bot.channels.web_http import (
    DRAINED_BYTES,
    as_json,
    bearer,
    client_of,
    dress,
    read_body,
    refused,
    wants_lines,
)
from bot.channels.web_pages import PageTalk
from bot.channels.web_request import (
    RequestError,
    read_feedback,
    read_message,
    read_session,
)
from bot.channels.web_service import WebService
from bot.channels.web_stream import LineStream
from bot.settings import Settings
from bot.web.pages import add_pages

WAIT_AFTER_FAULT = 2  # seconds
Handler = Callable[..., Awaitable[HTTPResponse | None]]
logger = logging.getLogger(__name__)


def rasa_of(app: Sanic) -> Turns:
    """Rasa's agent in a server; the server loads it while it starts."""
    return RasaTurns(lambda: getattr(app.ctx, "agent", None))


class WebInput(InputChannel):
    """The web channel as Rasa's server takes it, by credentials.yml."""

    def __init__(self, settings: Settings, engine: Callable[[Sanic], Turns] = rasa_of) -> None:
        self._settings = settings
        self._engine = engine
        self._service: WebService | None = None
        self._retention: asyncio.Task[None] | None = None
        self._log: AccessLog | None = None
        self._stopping = False

    @classmethod
    def name(cls) -> str:
        """The name that conversations carry as their channel."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebInput:
        """The channel with the settings of the environment; credentials hold none."""
        return cls(Settings.from_env())

    def url_prefix(self) -> str:
        """All routes are written out, from the root."""
        return "/"

    def blueprint(self, on_new_message: Callable[..., Awaitable[Any]]) -> Blueprint:
        """The routes. Messages go through the gateway, not through `on_new_message`."""
        routes = Blueprint("web_channel")
        add: Callable[..., None] = routes.add_route
        add(self._answered(self._message), "/webhooks/web/webhook", ["POST"], stream=True)
        add(self._answered(self._feedback), "/webhooks/web/feedback", ["POST"], stream=True)
        add(self._answered(self._forget), "/webhooks/web/session", ["DELETE"], stream=True)
        for path in ("webhook", "feedback", "session"):
            add(_preflight, f"/webhooks/web/{path}", ["OPTIONS"], name=f"preflight_{path}")
        add(self._answered(self._health), "/health", ["GET"])
        add(self._answered(self._metrics), "/metrics", ["GET"])
        talk = PageTalk(lambda: self.service)
        add_pages(routes, lambda: self.service.content, self._settings, talk)
        routes.listener("before_server_start")(self._start)
        routes.listener("before_server_stop")(self._drain)
        routes.listener("after_server_stop")(self._stop)
        return routes

    async def _start(self, app: Sanic, _: Any) -> None:
        harden(app, self._dress)
        self._log = AccessLog(self._settings.state / "logs")
        app.register_middleware(self._log.begin, "request")
        app.register_middleware(self._log.note, "response")
        self._service = WebService(self._settings, self._engine(app))
        app.ctx.gateway = self._service.gateway  # the other channels use the same one
        self._retention = asyncio.create_task(self._service.retention.keep())

    async def _drain(self, _app: Sanic, _: Any) -> None:
        self._stopping = True

    async def _stop(self, _app: Sanic, _: Any) -> None:
        if self._retention is not None:
            self._retention.cancel()
        if self._service is not None:
            await self._service.close()
        if self._log is not None:
            self._log.close()

    @property
    def service(self) -> WebService:
        """What answers the requests, once the server has started."""
        if self._service is None:
            raise RequestError(503, "starting", "The bot is starting.", WAIT_AFTER_FAULT)
        return self._service

    def _dress(self, request: Request, response: HTTPResponse) -> None:
        dress(request, response, self._settings.allowed_origins)
        if self._stopping and request.stream is not None:
            # Sanic closes only the connections that are idle at that moment: a proxy would go on
            # sending messages over this one until it is cut off, in the middle of one.
            request.stream.keep_alive = False

    @staticmethod
    def _answered(handler: Handler) -> Handler:
        """`handler`, with every fault of it as a JSON response."""

        async def answered(request: Request, **path: str) -> HTTPResponse | None:
            try:
                return await handler(request, **path)
            except RequestError as fault:
                return refused(fault)
            except SanicException:
                raise
            except Exception as error:  # a client must always get an answer that it can read
                logger.error("A request failed: %s.", describe(error))
                text = "Something is out of order."
                return refused(RequestError(503, "unavailable", text, WAIT_AFTER_FAULT))

        answered.__name__ = handler.__name__.lstrip("_")
        return answered

    async def _message(self, request: Request) -> HTTPResponse | None:
        service = self.service
        languages = service.content.languages
        asked = read_message(await read_body(request), languages)
        client = client_of(request, languages)
        session, new = await service.open(asked.session, client, asked.lang)
        if wants_lines(request):
            stream = LineStream(request, session.token)
            outcome = await service.answer(asked, session, new, client, stream.send)
            if stream.started:
                await stream.end(outcome)
                return None
        else:
            outcome = await service.answer(asked, session, new, client)
        body: dict[str, Any] = {
            "session": session.token,
            "replies": [reply.as_json() for reply in outcome.replies],
        }
        if outcome.failed:
            # Not taken: a client repeats it with the same id, and may show the sentence till then.
            fault = RequestError(503, "unavailable", outcome.replies[-1].text, WAIT_AFTER_FAULT)
            return as_json(body | fault.as_json(), fault.status, fault.wait)
        return as_json(body)

    async def _feedback(self, request: Request) -> HTTPResponse:
        asked = read_feedback(await read_body(request))
        session = await self.service.marking(asked.session)
        if session is None or not await self.service.gateway.mark(
            session.sender, asked.reply, asked.helpful
        ):
            raise RequestError(404, "unknown_reply", "This session had no such reply.")
        return as_json({"session": session.token, "reply": asked.reply, "helpful": asked.helpful})

    async def _forget(self, request: Request) -> HTTPResponse:
        body = await read_body(request)
        token = bearer(request) if not body else read_session(body)
        if token is None:
            raise RequestError(400, "bad_type", "session must be text.")
        session = await self.service.known(token)
        if session is not None:
            await self.service.gateway.forget(session.sender)
        return HTTPResponse(status=204)

    async def _health(self, _: Request) -> HTTPResponse:
        health = await self.service.health.look()
        return as_json(health.body, 200 if health.ready else 503)

    async def _metrics(self, request: Request) -> HTTPResponse:
        client = client_of(request, ())
        wanted = self._settings.metrics_token
        if not may_read(client.peer, client.forwarded, bearer(request), wanted):
            raise RequestError(404, "not_found", "There is nothing here.")
        metrics = self.service.gateway.metrics
        page = metrics.page(await self.service.health.look())
        return HTTPResponse(page, 200, content_type=metrics.content_type)


def harden(app: Sanic, dress_response: Callable[[Request, HTTPResponse], None]) -> None:
    """Make the server say little: JSON errors, safe headers, no version, no log of who called."""
    app.config.ACCESS_LOG = False
    app.config.REQUEST_MAX_SIZE = DRAINED_BYTES
    app.error_handler.add(SanicException, _other_fault)
    app.error_handler.add(Exception, _other_fault)
    app.response_middleware.append(dress_response)  # the last one: it takes back Rasa's own

    @app.middleware("request")
    async def hide_root(request: Request) -> HTTPResponse | None:
        if request.path == "/":
            return refused(RequestError(404, "not_found", "There is nothing here."))
        return None


def _other_fault(request: Request, error: Exception) -> HTTPResponse:
    """Faults outside our handlers: unknown paths, wrong methods, broken HTTP."""
    if isinstance(error, RequestError):
        return refused(error)
    broken = request.route is None  # it failed before it was known what is asked
    status = getattr(error, "status_code", 400 if broken else 500)
    if status >= 500:
        logger.error("A request failed: %s.", describe(error))
    codes = {404: "not_found", 405: "wrong_method", 408: "too_slow", 413: "too_large"}
    code = codes.get(status, "bad_request" if status < 500 else "unavailable")
    response = refused(RequestError(status, code, code.replace("_", " ").capitalize() + "."))
    allowed = (getattr(error, "headers", None) or {}).get("Allow")
    if allowed:
        response.headers["Allow"] = allowed
    return response


async def _preflight(_: Request) -> HTTPResponse:
    return HTTPResponse(status=204)
