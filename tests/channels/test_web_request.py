import json
import uuid
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web_request import (
    MessageRequest,
    RequestError,
    preferred,
    read_feedback,
    read_message,
    read_session,
)

LANGS = ("xa", "xb")
ID = "6f1b9c34-5d0e-4a43-9a8e-0c4b6d1f2a33"
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
fields = st.fixed_dictionaries(
    {},
    optional={
        "message": json_values,
        "session": json_values,
        "lang": json_values | st.sampled_from(LANGS),
        "id": json_values | st.uuids().map(str),
        "reply": json_values,
        "helpful": json_values,
    },
)


def body(**values: Any) -> bytes:
    return json.dumps({"message": "hej"} | values).encode()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, MessageRequest("hej", None, None, None)),
        ({"session": "t", "lang": "xa", "id": ID}, MessageRequest("hej", "t", "xa", ID)),
        ({"id": ID.upper()}, MessageRequest("hej", None, None, ID)),
        ({"id": ID.replace("-", "")}, MessageRequest("hej", None, None, ID)),
        ({"message": ""}, MessageRequest("", None, None, None)),
        ({"later": [1]}, MessageRequest("hej", None, None, None)),
    ],
)
def test_what_is_right_is_read(values: dict[str, Any], expected: MessageRequest) -> None:
    assert read_message(body(**values), LANGS) == expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "bad_json"),
        (b"{", "bad_json"),
        (b"null", "bad_json"),
        (b"[]", "bad_json"),
        (b'"hej"', "bad_json"),
        (b"1", "bad_json"),
        (b'{"message": "a"} x', "bad_json"),
        (b'{"message": "a", "message": "b"}', "bad_json"),
        (b'{"message": NaN}', "bad_json"),
        (b'{"message": "a", "x": Infinity}', "bad_json"),
        (b'{"message": "a", "x": ' + b"9" * 5000 + b"}", "bad_json"),
        (b"[" * 60_000, "bad_json"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "bad_json"),
        (b'\xef\xbb\xbf{"message": "a"}', "bad_json"),
        (b'{"message": "\xff"}', "bad_encoding"),
        ("{}".encode("utf-16"), "bad_encoding"),
        (b"{}", "bad_type"),
        (body(message=None), "bad_type"),
        (body(message=1), "bad_type"),
        (body(message=["a"]), "bad_type"),
        (body(session=1), "bad_type"),
        (body(session=False), "bad_type"),
        (body(lang=1), "bad_type"),
        (body(lang="zz"), "unknown_lang"),
        (body(lang=""), "unknown_lang"),
        (body(id=1), "bad_type"),
        (body(id=""), "bad_type"),
        (body(id="not-a-uuid"), "bad_type"),
        (body(id="{" + ID[:34] + "}"), "bad_type"),
    ],
)
def test_what_is_wrong_is_a_400(raw: bytes, code: str) -> None:
    with pytest.raises(RequestError) as error:
        read_message(raw, LANGS)
    assert (error.value.status, error.value.code) == (400, code)
    assert set(error.value.as_json()["error"]) == {"code", "text"}


@given(fields | json_values)
def test_anything_is_read_or_refused(value: Any) -> None:
    raw = json.dumps(value).encode("utf-8", "surrogatepass")
    for read in (partial(read_message, languages=LANGS), read_feedback, read_session):
        try:
            found = read(raw)
        except RequestError as error:
            assert error.status == 400  # noqa: PT017
            continue
        if isinstance(found, MessageRequest):
            assert isinstance(found.message, str)
            assert found.lang in (None, *LANGS)
            assert found.id is None or str(uuid.UUID(found.id)) == found.id


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with pytest.raises(RequestError):
        read_session(raw)


def test_feedback() -> None:
    asked = {"session": "t", "reply": "r", "helpful": True}
    assert read_feedback(json.dumps(asked).encode()).helpful is True
    for wrong in (
        {"helpful": 1},
        {"helpful": "true"},
        {"helpful": None},
        {"reply": 1},
        {"session": None},
    ):
        with pytest.raises(RequestError):
            read_feedback(json.dumps(asked | wrong).encode())


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("xa", "xa"),
        ("xb-SY, xa;q=0.9", "xb"),
        ("xa;q=0.5, xb;q=0.9", "xb"),
        ("en, XA", "xa"),
        ("xa;q=0", None),
        ("xa;q=nonsense, xb", "xb"),
        ("xa;q=nan, xb", "xb"),
        ("*", None),
        (",;,=,", None),
    ],
)
def test_the_language_of_the_device(header: str, expected: str | None) -> None:
    assert preferred(header, LANGS) == expected


@given(st.text())
def test_no_header_breaks_it(header: str) -> None:
    assert preferred(header, LANGS) in (None, *LANGS)
