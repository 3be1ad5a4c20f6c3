"""The targets of the fuzzer with random input of hypothesis: a small search in every test run."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import NAMES
from tests.fuzz.targets import SEEDS, TARGETS

KEYS = [
    "session",
    "message",
    "lang",
    "id",
    "reply",
    "helpful",
    "update_id",
    "chat",
    "from",
    "text",
    "date",
    "type",
    "entities",
    "callback_query",
    "data",
    "reply_markup",
    "inline_keyboard",
    "edited_message",
    "my_chat_member",
]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


def test_the_command_knows_every_target() -> None:
    assert set(NAMES) == set(TARGETS) == set(SEEDS)


@pytest.mark.parametrize("name", list(TARGETS))
def test_the_seeds_go_through(name: str) -> None:
    for seed in SEEDS[name]:
        TARGETS[name](seed)


@pytest.mark.parametrize("name", list(TARGETS))
@given(data=st.binary(max_size=300) | values.map(lambda one: json.dumps(one).encode()))
@settings(max_examples=150, deadline=None)
def test_no_bytes_break_a_parser(name: str, data: bytes) -> None:
    TARGETS[name](data)


@pytest.mark.parametrize("name", list(TARGETS))
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_damaged_seed_breaks_a_parser(name: str, data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(SEEDS[name])))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(raw)))
        raw[place : place + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    TARGETS[name](bytes(raw))
