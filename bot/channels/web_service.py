"""The web channel behind HTTP: sessions, limits and the gateway, made when the server starts."""

from __future__ import annotations

from bot.channels.gateway import Emit, Gateway, Incoming, Outcome, Parts
from bot.channels.health import HealthCheck
from bot.channels.limits import ClientAddress, RateLimit
from bot.channels.retention import Retention
from bot.channels.sessions import Sessions
from bot.channels.tokens import Session, SessionTokens
from bot.channels.turns import Turns
from bot.channels.web_request import Client, MessageRequest, RequestError
from bot.content.model import Content
from bot.privacy.keys import load_key
from bot.privacy.place import records_of
from bot.settings import Settings

CHANNEL = "web"


class WebService:
    """Answers the requests of the web channel. Raises BotError at start when a part is missing."""

    def __init__(self, settings: Settings, turns: Turns) -> None:
        key = load_key(settings.state)
        self._tokens = SessionTokens(key, settings.session_days)
        self._messages = RateLimit(settings.rate_limit)
        self._marks = RateLimit(settings.rate_limit)
        self._new_sessions = RateLimit(settings.new_sessions)
        self._addresses = ClientAddress(settings.trusted_proxies)
        self._sessions = Sessions(records_of(settings))
        parts = Parts.of(settings, key, self._sessions, turns)
        self._store = parts.store
        self.gateway = Gateway(parts)
        self.retention = Retention(
            self._sessions,
            turns,
            self.gateway.forget,
            settings.session_days,
            settings.inbox_days,
        )
        self.health = HealthCheck(turns, parts.store, retention=self.retention.report)

    @property
    def content(self) -> Content:
        """The content as it is now."""
        return self._store.current()

    async def open(
        self, token: str | None, client: Client, lang: str | None
    ) -> tuple[Session, bool]:
        """The session of a token, or a new one (then True) where the token is missing, forged,
        expired or of a deleted conversation. Raises RequestError (429) when it is too many.
        """
        session = await self.known(token)
        new = session is None
        if session is None:
            address = self._addresses.find(client.peer, client.forwarded)
            self._refuse(self._new_sessions.take(address), lang)
            session = self._tokens.new()
            await self.gateway.begin(session.sender)
        self._refuse(self._messages.take(session.sender), lang)
        return session, new

    async def marking(self, token: str) -> Session | None:
        """The session of a token that wants to mark a reply. Raises RequestError (429)."""
        session = await self.known(token)
        if session is not None:
            self._refuse(self._marks.take(session.sender), None)
        return session

    async def known(self, token: str | None) -> Session | None:
        """The session of a token, None where there is none."""
        session = self._tokens.read(token) if token else None
        if session is not None and not await self.gateway.knows(session.sender):
            return None
        return session

    async def answer(
        self,
        request: MessageRequest,
        session: Session,
        new: bool,
        client: Client,
        emit: Emit | None = None,
    ) -> Outcome:
        """The replies to a message; see Gateway.handle."""
        incoming = Incoming(
            sender=session.sender,
            channel=CHANNEL,
            message=request.message,
            id=request.id,
            lang=request.lang,
            guess=client.guess,
            first=new,
        )
        return await self.gateway.handle(incoming, emit)

    async def close(self) -> None:
        """Finish the messages at hand and close the records."""
        await self.gateway.close()
        await self._sessions.close()

    def _refuse(self, wait: int | None, lang: str | None) -> None:
        if wait is not None:
            ui = self.content.ui
            text = ui[lang or self.content.source_lang]["notice_rate"]
            raise RequestError(429, "too_many", text, wait)
