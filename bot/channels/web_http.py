"""HTTP for the web channel: bodies within bounds, JSON out, headers that browsers obey."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Mapping
from typing import Any

from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web_request import MOST_BYTES, Client, RequestError, preferred

DRAINED_BYTES = 1024 * 1024  # so much of a body that is too large is read, for a clean answer
BODY_SECONDS = 15.0
JSON, PLAIN = "application/json; charset=utf-8", "text/plain; charset=utf-8"
NO_CONTENT = 204
LINES = "application/x-ndjson"
METHODS, HEADERS = "GET, POST, DELETE, OPTIONS", "Content-Type, Accept, Authorization"
PREFLIGHT_SECONDS = "600"
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


# Rasa's server adds these to every response.
NOT_OURS = (
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Credentials",
    "Access-Control-Expose-Headers",
)


async def read_body(request: Request) -> bytes:
    """The body of a request. Raises RequestError: 413 when it is too large, 408 when it does
    not arrive, 400 when it is broken.
    """
    stream = request.stream
    try:
        if _declared(request) > DRAINED_BYTES:
            raise _too_large()
        body = await asyncio.wait_for(_read(stream), BODY_SECONDS)
    except RequestError:
        stream.request_max_size = 0  # what is left is not read: the connection ends instead
        raise
    except asyncio.TimeoutError as error:
        stream.request_max_size = 0
        raise RequestError(408, "too_slow", "The body did not arrive in time.") from error
    except (SanicException, ValueError) as error:
        stream.request_max_size = 0
        raise RequestError(400, "bad_request", "The request is broken.") from error
    if len(body) > MOST_BYTES:
        raise _too_large()
    return body


def _declared(request: Request) -> int:
    """The announced length. Raises ValueError where a proxy could read another one from it."""
    lengths = request.headers.getall("content-length", [])
    if len(lengths) > 1 or (lengths and "transfer-encoding" in request.headers):
        raise ValueError("two lengths of one body")
    text = lengths[0] if lengths else "0"
    if not (text.isascii() and text.isdigit()):
        raise ValueError("no length")
    return int(text)


async def _read(stream: Any) -> bytes:
    kept, size = bytearray(), 0
    async for chunk in stream:
        size += len(chunk)
        if size > DRAINED_BYTES:
            raise _too_large()
        if len(kept) <= MOST_BYTES:
            kept += chunk
    return bytes(kept)


def _too_large() -> RequestError:
    return RequestError(413, "too_large", f"The body must not be over {MOST_BYTES} bytes.")


def as_json(body: Mapping[str, Any], status: int = 200, wait: int | None = None) -> HTTPResponse:
    """A JSON response; `wait` are seconds after which it is worth to try again."""
    headers = {} if wait is None else {"Retry-After": str(wait)}
    return HTTPResponse(dumped(body), status, headers, JSON)


def refused(fault: RequestError) -> HTTPResponse:
    """The response to a request that cannot be answered."""
    return as_json(fault.as_json(), fault.status, fault.wait)


def dumped(body: Mapping[str, Any]) -> str:
    """JSON on one line, its letters as they are."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def wants_lines(request: Request) -> bool:
    """Whether the client asked for one reply a line, as they come."""
    return LINES in request.headers.get("accept", "").lower()


def client_of(request: Request, languages: Collection[str]) -> Client:
    """Where a request comes from, and which of `languages` its device prefers."""
    return Client(
        request.ip or "",
        request.headers.getall("x-forwarded-for", []),
        preferred(request.headers.get("accept-language", ""), languages),
    )


def bearer(request: Request) -> str | None:
    """The token of an Authorization header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def dress(request: Request, response: HTTPResponse, origins: Collection[str]) -> None:
    """Add the headers that every response has; cross-origin ones only for the sites in `origins`.

    Headers that the response has already are left as they are.
    """
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    for name in NOT_OURS:
        response.headers.pop(name, None)
    if response.content_type is None and response.status != NO_CONTENT:
        response.content_type = PLAIN
    if "Origin" not in response.headers.get("Vary", ""):
        response.headers["Vary"] = "Origin"
    origin = request.headers.get("origin", "")
    if origin and origin in origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = HEADERS
            response.headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
