"""What every request passes: size, host, origin; and the headers that every answer carries."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self';"
    " font-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class TooLargeError(Exception):
    """The body is larger than its page takes."""


class SafeHeaders:
    """ASGI middleware: adds HEADERS to every answer, and HSTS where the app is behind TLS.

    A header that the answer has already stays as it is.
    """

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app = app
        headers = HEADERS | ({"strict-transport-security": "max-age=31536000"} if secure else {})
        self._headers = [(k.encode(), v.encode()) for k, v in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                added = (header for header in self._headers if header[0] not in given)
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def limited(request: Request, limit: int) -> Request:
    """The request with a body of at most `limit` bytes.

    Raises TooLargeError, at once when the length is announced, else while reading.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise TooLargeError
    return Request(request.scope, _counting(request.receive, limit))


def _counting(receive: Receive, limit: int) -> Receive:
    left = limit

    async def counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise TooLargeError
        return message

    return counted


def right_host(request: Request, settings: Settings) -> bool:
    """False for a name that is not ours: a page that points its own name at this machine."""
    name = _name(request.headers.get("host", ""))
    if settings.staff_url and name == _name(urlsplit(settings.staff_url).netloc):
        return True
    if settings.staff_host in LOOPBACK or settings.staff_url:
        return name in LOOPBACK
    return bool(name)


def same_origin(request: Request, settings: Settings) -> bool:
    """True when a form was sent by a page of ours; a request that says nothing was not."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site not in (None, "same-origin") or (site is None and origin is None):
        return False
    if origin is None:
        return True
    host = request.headers.get("host", "")
    ours = {f"http://{host}", f"https://{host}"}
    if settings.staff_url:
        ours = {settings.staff_url} | ({f"http://{host}"} if _name(host) in LOOPBACK else set())
    return origin in ours


def secure(settings: Settings) -> bool:
    """True when browsers reach the app over TLS."""
    return settings.staff_url.startswith("https://")


def _name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()
