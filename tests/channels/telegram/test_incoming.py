"""Updates of every shape: what is in them, and that none of them is an error."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.payload import Press
from bot.channels.reading import Reading
from bot.channels.telegram.commands import Command, read_command
from bot.channels.telegram.incoming import Incoming, What, read_update
from bot.channels.telegram.stored import Received, storable
from bot.crisis.rules import Crisis
from tests.channels.telegram.schema import description

USER = {"id": 7, "is_bot": False, "first_name": "A", "language_code": "ar-SA"}
CHAT = {"id": 7, "type": "private"}
MESSAGE = {"message_id": 3, "date": 1, "chat": CHAT, "from": USER}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = sorted({*description()["objects"]["Update"], *description()["objects"]["Message"], "type"})


def mutated(value: Any) -> st.SearchStrategy[Any]:
    """The value with any of its parts missing or replaced."""
    if isinstance(value, dict):
        parts = {key: mutated(one) for key, one in value.items()}
        return st.fixed_dictionaries({}, optional=parts) | st.fixed_dictionaries(parts) | JSON
    if isinstance(value, list):
        return st.tuples(*map(mutated, value)).map(list) | JSON
    return st.just(value) | JSON


PRESS = {
    "id": "9",
    "from": USER,
    "message": MESSAGE | {"reply_markup": {"inline_keyboard": [[{"text": "a", "url": "b"}]]}},
    "data": "btn:x",
}
SHAPES = (
    {"update_id": 1, "message": MESSAGE | {"text": "hej", "photo": []}},
    {"update_id": 1, "edited_message": MESSAGE | {"text": "hej"}},
    {"update_id": 1, "callback_query": PRESS},
    {"update_id": 1, "inline_query": {"id": "9", "from": USER, "query": ""}},
    {
        "update_id": 1,
        "my_chat_member": {"chat": CHAT, "from": USER, "new_chat_member": {"status": "kicked"}},
    },
)


@settings(max_examples=200)
@given(st.one_of(*map(mutated, SHAPES)) | JSON | st.dictionaries(st.sampled_from(NAMES), JSON))
def test_nothing_that_comes_is_an_error(raw: Any) -> None:
    found = read_update(json.loads(json.dumps(raw)))
    if found is not None:
        assert isinstance(found, Incoming)
        assert 0 < found.chat < 2**63
        found.text.encode("utf-8")


def test_each_kind_is_told_apart() -> None:
    kinds = [read_update(shape) for shape in SHAPES]
    assert [found and found.what for found in kinds] == [
        What.TEXT,
        What.EDIT,
        What.PRESS,
        What.INLINE,
        What.BLOCKED,
    ]
    photo = {"update_id": 2, "message": MESSAGE | {"photo": [], "caption": "c"}}
    found = read_update(photo | {"update_id": 2})
    assert found
    assert (found.what, found.text, found.language) == (What.MEDIA, "c", "ar-SA")


def test_others_are_passed_over() -> None:
    group = {"chat": {"id": -5, "type": "group"}}
    for body in (
        MESSAGE | group | {"text": "hej"},
        MESSAGE | {"from": USER | {"is_bot": True}, "text": "hej"},
        MESSAGE | {"from": USER | {"id": 8}, "text": "hej"},
        MESSAGE | {"new_chat_title": "x"},
        MESSAGE | {"text": ""},
        {"text": "hej"},
    ):
        assert read_update({"update_id": 1, "message": body}) is None
    assert read_update({"update_id": 1, "channel_post": MESSAGE | {"text": "hej"}}) is None
    assert read_update({"update_id": True, "message": MESSAGE | {"text": "hej"}}) is None
    assert read_update({"update_id": 2**70, "message": MESSAGE | {"text": "hej"}}) is None


def test_half_a_character_is_replaced() -> None:
    raw = json.dumps({"update_id": 1, "message": MESSAGE | {"text": "hej \ud800"}})
    found = read_update(json.loads(raw))
    assert found
    assert found.text == "hej ?"


def test_commands() -> None:
    for text, command, words in (
        ("/start", Command.START, ""),
        ("/start abc", Command.START, "abc"),
        ("/SPROG", Command.LANGUAGE, ""),
        ("/hjaelp@some_bot en\nbolig ", Command.HELP, "en\nbolig"),
        ("/help", Command.HELP, ""),
        ("/slet\n", Command.DELETE, ""),
        ("/slette", None, "/slette"),
        ("slet", None, "slet"),
        ("/", None, "/"),
        ("/ slet", None, "/ slet"),
        ("hej /slet", None, "hej /slet"),
    ):
        assert read_command(text) == (command, words)


READINGS = st.builds(
    Reading,
    text=st.text(max_size=20),
    only_private=st.booleans(),
    press=st.none() | st.builds(Press, st.text(max_size=5), st.text(max_size=5)),
    private=st.frozensets(st.text(max_size=5), max_size=3),
    crisis=st.none() | st.builds(Crisis, st.text(max_size=5), st.none() | st.text(max_size=2)),
    detected=st.none() | st.text(max_size=3),
    too_long=st.booleans(),
)


@given(
    reading=st.none() | READINGS,
    command=st.none() | st.sampled_from(Command),
    what=st.sampled_from(What),
    buttons=st.lists(
        st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=2).map(tuple),
        max_size=2,
    ).map(tuple),
)
def test_what_is_stored_is_what_is_read_back(
    reading: Reading | None,
    command: Command | None,
    what: What,
    buttons: tuple[tuple[tuple[str, str], ...], ...],
) -> None:
    received = Received(1, what, 2, 3, "q", "d", "ar", buttons, command, reading)
    assert Received.from_text(received.as_text()) == received


def test_of_danger_only_the_kind_is_stored() -> None:
    reading = Reading(text="min mand slår mig", crisis=Crisis("crisis_violence", "da"))
    kept = storable(reading)
    assert kept.crisis == reading.crisis
    assert "mand" not in kept.text
    assert not kept.empty
