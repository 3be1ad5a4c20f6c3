"""Read an update of the Bot API: which of them matter, and what is in them.

Updates come from outside and are taken apart value by value: whatever is missing or of the
wrong type makes the update one that is passed over, never an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

MAX_ID = 2**63 - 1
# Kinds of updates that the bot asks Telegram for.
ALLOWED = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
_MEDIA = (
    "animation",
    "audio",
    "checklist",
    "contact",
    "dice",
    "document",
    "game",
    "live_photo",
    "location",
    "paid_media",
    "photo",
    "poll",
    "sticker",
    "story",
    "venue",
    "video",
    "video_note",
    "voice",
)
_GONE = ("kicked", "left")


class What(str, Enum):
    """What happened."""

    TEXT = "text"
    EDIT = "edit"
    MEDIA = "media"
    PRESS = "press"
    INLINE = "inline"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"


@dataclass(frozen=True)
class Incoming:
    """One update that the bot reacts to.

    `chat` is a private chat, which has the id of its person; `text` is what was written: the
    message, or the caption of a medium. `message` is the message written or, for a press, the
    one with the button; `query` the id of a callback or inline query, `data` that of the button,
    `buttons` all that stand below the message, as rows of (title, data). `language` is the one
    that the person's app is set to, an IETF tag. `album` is set on each medium of an album.
    """

    update: int
    what: What
    chat: int
    message: int | None = None
    text: str = ""
    query: str = ""
    data: str = ""
    buttons: tuple[tuple[tuple[str, str], ...], ...] = ()
    language: str | None = None
    album: str | None = None


def update_id(raw: object) -> int | None:
    """The id of an update, or None when it is none."""
    return _number(raw, "update_id") if isinstance(raw, Mapping) else None


def read_update(raw: object) -> Incoming | None:
    """The update that `raw` (decoded JSON) is, or None for one that gets no reaction.

    Groups, channels, other bots and service messages get none.
    """
    number = update_id(raw)
    if number is None or not isinstance(raw, Mapping):
        return None
    readers = {
        "message": _message,
        "edited_message": _edited,
        "callback_query": _press,
        "inline_query": _inline,
        "my_chat_member": _member,
    }
    for key, reader in readers.items():
        body = raw.get(key)
        if isinstance(body, Mapping):
            return reader(number, body)
    return None


def _message(number: int, body: Mapping[str, Any]) -> Incoming | None:
    chat = _private_chat(body)
    message = _number(body, "message_id")
    if chat is None or message is None:
        return None
    text, caption = _text(body, "text"), _text(body, "caption")
    medium = any(key in body for key in _MEDIA)
    if not text and not medium:
        return None
    return Incoming(
        number,
        What.TEXT if text else What.MEDIA,
        chat,
        message,
        text or caption,
        language=_language(body),
        album=_text(body, "media_group_id") or None,
    )


def _edited(number: int, body: Mapping[str, Any]) -> Incoming | None:
    """A text that was changed; a caption or a moving location is not worth a second answer."""
    found = _message(number, body)
    if found is None or found.what is not What.TEXT:
        return None
    return Incoming(
        number, What.EDIT, found.chat, found.message, found.text, language=found.language
    )


def _press(number: int, body: Mapping[str, Any]) -> Incoming | None:
    message = body.get("message")
    query, data = _text(body, "id"), _text(body, "data")
    if not isinstance(message, Mapping) or not query:
        return None
    chat = _private_chat({"chat": message.get("chat"), "from": body.get("from")})
    if chat is None:
        return None
    return Incoming(
        number,
        What.PRESS,
        chat,
        _number(message, "message_id"),
        query=query,
        data=data,
        buttons=_buttons(message),
        language=_language(body),
    )


def _buttons(message: Mapping[str, Any]) -> tuple[tuple[tuple[str, str], ...], ...]:
    markup = message.get("reply_markup")
    rows = markup.get("inline_keyboard") if isinstance(markup, Mapping) else None
    found = (
        tuple(
            (_text(key, "text"), _text(key, "callback_data"))
            for key in row
            if isinstance(key, Mapping)
        )
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, list)
    )
    return tuple(row for row in found if row)


def _inline(number: int, body: Mapping[str, Any]) -> Incoming | None:
    person, query = _person(body), _text(body, "id")
    if person is None or not query:
        return None
    return Incoming(number, What.INLINE, person, query=query, language=_language(body))


def _member(number: int, body: Mapping[str, Any]) -> Incoming | None:
    chat = _private_chat(body)
    member = body.get("new_chat_member")
    if chat is None or not isinstance(member, Mapping):
        return None
    gone = _text(member, "status") in _GONE
    return Incoming(number, What.BLOCKED if gone else What.UNBLOCKED, chat)


def _private_chat(body: Mapping[str, Any]) -> int | None:
    chat = body.get("chat")
    if not isinstance(chat, Mapping) or chat.get("type") != "private":
        return None
    number = _number(chat, "id")
    return number if number is not None and number == _person(body) else None


def _person(body: Mapping[str, Any]) -> int | None:
    """The id of the person behind an update; None for a bot."""
    person = body.get("from")
    if not isinstance(person, Mapping) or person.get("is_bot") is not False:
        return None
    number = _number(person, "id")
    return number if number and number > 0 else None


def _language(body: Mapping[str, Any]) -> str | None:
    person = body.get("from")
    return (_text(person, "language_code") or None) if isinstance(person, Mapping) else None


def _number(body: Mapping[str, Any], key: str) -> int | None:
    value = body.get(key)
    right = isinstance(value, int) and not isinstance(value, bool) and 0 <= abs(value) <= MAX_ID
    return value if right else None


def _text(body: Mapping[str, Any], key: str) -> str:
    """A text without lone surrogates: JSON allows them, UTF-8 and SQLite do not."""
    value = body.get(key)
    if not isinstance(value, str):
        return ""
    return value.encode("utf-8", "replace").decode("utf-8")
