"""What is fuzzed: bytes in, and no error may come out that its caller does not expect."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

from bot.answers.payload import PayloadSigner
from bot.channels.telegram.incoming import read_update
from bot.channels.text import clean
from bot.channels.tokens import SessionTokens
from bot.channels.web_request import (
    RequestError,
    preferred,
    read_feedback,
    read_message,
    read_session,
)
from bot.content.document import read_document
from bot.content.yamltree import parse_tree
from bot.privacy.masking import Masker

LANGUAGES = ("da", "ar", "ti")
KEY = b"a key of 32 bytes for the tests."


def content(data: bytes) -> None:
    """The content loader: whatever the bytes are, an entry or a list of faults."""
    found = read_document(parse_tree(data, "x.yml"), "faq/housing/x.yml", LANGUAGES, "da")
    assert (found.document is None) == bool(found.faults)


def web(data: bytes) -> None:
    """The parsers of the web channel: a request, or RequestError with 400."""
    for read in (lambda raw: read_message(raw, LANGUAGES), read_feedback, read_session):
        try:
            read(data)
        except RequestError as error:
            _refused(error)
    text = data.decode("utf-8", "replace")
    assert SessionTokens(KEY, 30).read(text) is None  # it would be forged
    assert PayloadSigner(KEY).read(text) is None
    assert preferred(text, LANGUAGES) in (None, *LANGUAGES)
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not cleaned.startswith("/")


def _refused(error: RequestError) -> None:
    assert error.status == 400
    assert error.as_json()["error"]["text"]


def telegram(data: bytes) -> None:
    """The parser of Telegram's updates: something to react to, or nothing."""
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        return
    read_update(raw)


def masking(data: bytes) -> None:
    """Masking: masked once is masked for good."""
    once = _masker().mask(data.decode("utf-8", "replace")[:5_000])
    again = _masker().mask(once.text)
    assert (again.text, again.found) == (once.text, frozenset())


@cache
def _masker() -> Masker:
    return Masker(frozenset({"112", "70 15 03 00"}))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "content": content,
    "web": web,
    "telegram": telegram,
    "masking": masking,
}
# Where the search begins.
SEEDS: dict[str, tuple[bytes, ...]] = {
    "content": (
        b'id: x\ntopic: housing\nchecked: "2026-11-21"\n'
        b'sources: [{title: "A", seen: "2026-11-21"}]\nanswers:\n'
        b'  da: {text: "T", state: draft}\n  ar: {text: "T", state: draft, of: "00000000"}\n'
        b'questions:\n  da: ["hvad"]\n',
        b"id: &a [*a]\n",
        b"? {}\n: !!python/object:os.system x\n",
    ),
    "web": (
        b'{"session": null, "message": "310299-0000", "lang": "da", "id": null}',
        b'{"session": "web:00000000000000000000000000000000.a.b", "reply": "x", "helpful": true}',
        b"btn:faq:x:00",
        b"da;q=0.5, ar",
    ),
    "telegram": (
        b'{"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type":'
        b' "private"}, "from": {"id": 1, "is_bot": false, "first_name": "x"}, "text": "hej"}}',
        b'{"update_id": 2, "callback_query": {"id": "1", "from": {"id": 1}, "data": "btn:x",'
        b' "message": {"message_id": 1, "chat": {"id": 1, "type": "private"},'
        b' "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}}}}',
    ),
    "masking": ("310299-0000, Testvej 5, 2. th, konto 1234567, @test, ፴፩ ፪".encode(),),
}
