"""Bad input against the real bot: a clear sentence or a JSON error, and nothing is lost."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import RunningBot

Replies = list[dict[str, Any]]


@pytest.fixture
def http(bot: RunningBot) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=bot.url, timeout=30) as client:
        yield client


def post(http: httpx.Client, **body: Any) -> httpx.Response:
    whole = {"session": None, "message": "Hvad er DUS?", "lang": None} | body
    return http.post("/webhooks/web/webhook", json=whole)


def replies(response: httpx.Response) -> Replies:
    assert response.status_code == 200
    return list(response.json()["replies"])


def test_empty_messages_later_get_a_notice(http: httpx.Client) -> None:
    session = post(http, message="").json()["session"]
    for text in ("", "   ", "\n\t", "\u200b", "\u2067\u2069"):
        (reply,) = replies(post(http, message=text, session=session))
        assert reply["kind"] == "notice"


def test_over_five_thousand_characters_get_a_notice(http: httpx.Client) -> None:
    (reply,) = replies(post(http, message="spørgsmål " * 1000))
    assert (reply["kind"], reply["faq_id"]) == ("notice", None)
    assert replies(post(http, message=("ord " * 1250)[:5000]))[0]["kind"] != "notice"


@pytest.mark.parametrize(
    "text",
    [
        "👍👍",
        "\x00\x01Hvad er\x07 DUS?\x00",
        "DUS ما هو ውሽጢ",
        "؟",
        "12345",
        "<script>alert(1)</script>",
        "' OR 1=1; --",
        "{contact:police}",
        "\u202eHvad er DUS?\u202c",
        "ا" * 4999,
        "🧑‍👩‍👧‍👦" * 300,
    ],
)
def test_odd_text_gets_a_sentence(http: httpx.Client, text: str) -> None:
    for reply in replies(post(http, message=text)):
        assert reply["text"].strip()
        assert "{contact" not in reply["text"]
        assert "<script" not in reply["text"]


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"message": NaN}', b"[" * 60_000],
    ids=["empty", "open", "list", "null", "text", "bytes", "nan", "deep"],
)
def test_broken_json_is_a_400_with_a_json_error(http: httpx.Client, raw: bytes) -> None:
    response = http.post(
        "/webhooks/web/webhook", content=raw, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 400
    assert set(response.json()["error"]) == {"code", "text"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("message", None),
        ("message", 1),
        ("message", ["x"]),
        ("message", {"x": 1}),
        ("session", 1),
        ("session", {}),
        ("lang", "xx"),
        ("lang", 1),
        ("lang", ""),
        ("id", 7),
        ("id", "not-a-uuid"),
    ],
)
def test_a_wrong_type_for_a_field_is_a_400(http: httpx.Client, field: str, value: object) -> None:
    response = post(http, **{field: value})
    assert response.status_code == 400
    assert response.json()["error"]["text"]


def test_a_body_over_64_kb_is_a_413(http: httpx.Client) -> None:
    response = post(http, message="x" * 70_000)
    assert response.status_code == 413
    assert response.json()["error"]["code"]


def test_a_forged_token_gets_a_new_session(http: httpx.Client) -> None:
    mine = post(http).json()["session"]
    forged = mine[:-4] + ("aaaa" if not mine.endswith("aaaa") else "bbbb")
    for token in (forged, "x", "web:1", mine + "x"):
        response = post(http, session=token)
        assert response.status_code == 200
        assert response.json()["session"] not in (token, mine)


def test_the_same_id_gets_the_same_replies_once(http: httpx.Client) -> None:
    session = post(http, message="").json()["session"]
    message = str(uuid.uuid4())
    first = post(http, session=session, id=message).json()
    again = post(http, session=session, id=message, message="Noget helt andet").json()
    assert first["replies"] == again["replies"]


def test_nothing_of_anothers_conversation_is_reached(http: httpx.Client) -> None:
    message = str(uuid.uuid4())
    mine = post(http, message="Hvad er DUS?", id=message).json()
    other = post(http, message="Hvad er IGU?", id=message).json()
    assert mine["session"] != other["session"]
    assert mine["replies"][0]["faq_id"] != other["replies"][0]["faq_id"]


def test_lines_come_one_by_one_where_they_are_asked_for(http: httpx.Client) -> None:
    response = http.post(
        "/webhooks/web/webhook",
        json={"session": None, "message": "310299-0000 Hvad er DUS?", "lang": None},
        headers={"Accept": "application/x-ndjson"},
    )
    lines = [json.loads(line) for line in response.text.splitlines() if line.strip()]
    assert len(lines) >= 2


def test_a_deleted_session_is_gone_everywhere(bot: RunningBot, http: httpx.Client) -> None:
    session = post(http, message="Hvad er en familiekonsulent?").json()["session"]
    before = _rows(bot)
    response = http.request("DELETE", "/webhooks/web/session", json={"session": session})
    assert response.status_code == 204
    assert _rows(bot) < before


def _rows(bot: RunningBot) -> int:
    path = bot.settings.state / "tracker.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as database:
        return int(database.execute("select count(*) from events").fetchone()[0])


def test_health_says_what_is_there(http: httpx.Client) -> None:
    health = http.get("/health").json()
    assert health["status"] == "ok"
    assert health["languages"] == ["da", "ar", "ti"]
    assert health["model"]
    assert health["content"]


def test_no_message_text_is_in_any_log(bot: RunningBot, http: httpx.Client) -> None:
    marker = "Zebrastribe Kvalmeprut"
    replies(post(http, message=f"{marker} hvad er DUS?"))
    replies(post(http, message=f"Min mand slår mig, {marker}"))
    logs = list((bot.settings.state / "logs").glob("*"))
    assert logs
    for log in logs:
        assert "Zebrastribe" not in log.read_text(encoding="utf-8", errors="replace")


def test_a_crisis_and_a_cpr_number_are_in_no_file(bot: RunningBot, http: httpx.Client) -> None:
    replies(post(http, message="Min mand slår mig hver dag Pingvinfjer"))
    replies(post(http, message="Mit cpr er 310299-0000 hvad er DUS"))
    for path in bot.settings.state.rglob("*"):
        if path.is_file() and "models" not in path.parts:
            raw = path.read_bytes()
            assert b"Pingvinfjer" not in raw, path
            assert b"310299" not in raw, path
