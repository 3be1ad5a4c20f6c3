"""Requests of the web channel: read them within bounds, refuse everything that is not exact."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import BotError

MOST_BYTES = 64 * 1024


class RequestError(BotError):
    """A request that cannot be answered as it is: an HTTP status, a code and a short sentence."""

    def __init__(self, status: int, code: str, text: str, wait: int | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.code = code
        self.wait = wait  # seconds until it is worth to try again

    def as_json(self) -> dict[str, Any]:
        """The body of the response."""
        return {"error": {"code": self.code, "text": str(self)}}


@dataclass(frozen=True)
class Client:
    """Where a request comes from: the peer of the connection, and what was forwarded."""

    peer: str
    forwarded: Sequence[str]
    guess: str | None = None


@dataclass(frozen=True)
class MessageRequest:
    """A message. `id` is a UUID in its usual spelling, `session` any text, `lang` a known code."""

    message: str
    session: str | None
    lang: str | None
    id: str | None


@dataclass(frozen=True)
class FeedbackRequest:
    """Whether a reply helped."""

    session: str
    reply: str
    helpful: bool


def read_message(body: bytes, languages: Collection[str]) -> MessageRequest:
    """The message in a body. Raises RequestError (400) where anything in it is not right."""
    found = _object(body)
    lang = _text_or_none(found, "lang")
    if lang is not None and lang not in languages:
        raise RequestError(400, "unknown_lang", f"lang must be null or one of {sorted(languages)}.")
    return MessageRequest(
        message=_text(found, "message"),
        session=_text_or_none(found, "session"),
        lang=lang,
        id=checked_id(_text_or_none(found, "id")),
    )


def read_feedback(body: bytes) -> FeedbackRequest:
    """The mark in a body. Raises RequestError (400) where anything in it is not right."""
    found = _object(body)
    helpful = found.get("helpful")
    if not isinstance(helpful, bool):
        raise _wrong("helpful", "true or false")
    return FeedbackRequest(_text(found, "session"), _text(found, "reply"), helpful)


def read_session(body: bytes) -> str:
    """The token in a body. Raises RequestError (400) where anything in it is not right."""
    return _text(_object(body), "session")


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(
            body.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_once
        )
    except UnicodeDecodeError as error:
        raise RequestError(400, "bad_encoding", "The body must be UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise RequestError(400, "bad_json", "The body must be one JSON object.") from error
    if not isinstance(found, dict):
        raise RequestError(400, "bad_json", "The body must be one JSON object.")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _text(found: Mapping[str, Any], key: str) -> str:
    text = found.get(key)
    if not isinstance(text, str):
        raise _wrong(key, "text")
    return text


def _text_or_none(found: Mapping[str, Any], key: str) -> str | None:
    return None if found.get(key) is None else _text(found, key)


def checked_id(text: str | None) -> str | None:
    """A UUID in its usual spelling, None for none. Raises RequestError (400) for anything else."""
    if text is None:
        return None
    try:
        if len(text) not in (32, 36):
            raise ValueError("not the length of a UUID")
        return str(uuid.UUID(text))
    except ValueError as error:
        raise _wrong("id", "null or a UUID") from error


def _wrong(key: str, expected: str) -> RequestError:
    return RequestError(400, "bad_type", f"{key} must be {expected}.")


def preferred(header: str, languages: Collection[str]) -> str | None:
    """The first language of an Accept-Language header that the bot speaks."""
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:500].split(",")):
        tag, _, parameter = part.strip().partition(";")
        code = tag.partition("-")[0].strip().lower()
        weight = _weight(parameter)
        if code in languages and weight > 0:
            ranked.append((-weight, place, code))
    return min(ranked)[2] if ranked else None


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
