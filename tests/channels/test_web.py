"""The web channel over HTTP, in Rasa's own server: DESIGN part 4, line by line."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import typing
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sanic import Sanic

from bot.channels.gateway import Gateway, Parts
from bot.channels.sessions import Sessions
from bot.channels.turns import Turns
from bot.channels.web import WebInput
from bot.errors import ServiceError
from bot.privacy.keys import KEY_NAME
from bot.privacy.records import Records
from bot.settings import ROOT, Settings
from tests.channels.conftest import KEY
from tests.channels.parts import ENTRY, QUESTION, QUESTION_AR, Engine
from tests.channels.serving import serving

WEBHOOK, FEEDBACK = "/webhooks/web/webhook", "/webhooks/web/feedback"
SESSION = "/webhooks/web/session"
SITE, EVIL = "https://www.example.dk", "https://evil.example"
REPLY_KEYS = {
    *("id", "text", "lang", "dir", "kind", "faq_id", "translation", "outdated", "label"),
    *("confidence", "danish", "buttons"),
}


@pytest.fixture(autouse=True)
def _parts_read_once(monkeypatch: pytest.MonkeyPatch, shared_parts: Parts) -> None:
    """The word lists take seconds to read; every server of these tests may use the same."""

    def shared(_: Settings, __: bytes, sessions: Sessions, turns: Turns) -> Parts:
        return replace(shared_parts, sessions=sessions, turns=turns)

    monkeypatch.setattr(Parts, "of", shared)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / KEY_NAME).write_bytes(KEY)
    return Settings(
        content=ROOT / "data",
        state=tmp_path,
        rate_limit=0,
        new_sessions=0,
        allowed_origins=(SITE,),
    )


@pytest.fixture
async def web(settings: Settings, engine: Engine) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(settings, engine) as client:
        yield client


async def post(web: httpx.AsyncClient, message: str = QUESTION, **more: Any) -> httpx.Response:
    headers = more.pop("headers", {})
    body = {"session": None, "message": message, "lang": None} | more
    return await web.post(WEBHOOK, json=body, headers=headers)


# --- the message ------------------------------------------------------------------------------


async def test_an_answer_has_the_shape_of_the_contract(web: httpx.AsyncClient) -> None:
    response = await post(web, QUESTION_AR)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    body = response.json()
    assert set(body) == {"session", "replies"}
    (reply,) = body["replies"]
    assert set(reply) == REPLY_KEYS
    assert (reply["kind"], reply["faq_id"], reply["lang"]) == ("answer", ENTRY, "ar")
    assert (reply["dir"], reply["translation"]) == ("rtl", "draft")
    assert reply["danish"]
    assert all(set(b) <= {"title", "payload", "faq_id"} for b in reply["buttons"])


async def test_the_first_empty_message_gets_the_greeting_later_ones_a_notice(
    web: httpx.AsyncClient,
) -> None:
    first = (await post(web, "")).json()
    (reply,) = first["replies"]
    assert (reply["kind"], reply["faq_id"], reply["translation"]) == ("dialogue", "greet", None)
    payloads = [b["payload"] for b in reply["buttons"]]
    assert sum(p.startswith("btn:lang:") for p in payloads) == 3
    assert any(p.startswith("btn:topic:") for p in payloads)
    later = (await post(web, "", session=first["session"])).json()
    assert later["session"] == first["session"]
    assert [(r["kind"], r["faq_id"]) for r in later["replies"]] == [("notice", None)]


async def test_the_language_of_the_device_is_a_first_guess_only(web: httpx.AsyncClient) -> None:
    headers = {"Accept-Language": "ti-ER,ti;q=0.9,en;q=0.8"}
    first = (await post(web, "", headers=headers)).json()
    assert first["replies"][0]["lang"] == "ti"
    answer = (await post(web, QUESTION, session=first["session"], headers=headers)).json()
    assert answer["replies"][0]["lang"] == "da"


async def test_a_chosen_language_stays(web: httpx.AsyncClient) -> None:
    first = (await post(web, "", lang="ar")).json()
    assert first["replies"][0]["lang"] == "ar"
    answer = (await post(web, QUESTION, session=first["session"])).json()["replies"][0]
    assert answer["lang"] == "ar"
    switch = answer["buttons"][-1]
    assert switch["title"] == "Svar på dansk"
    after = (await post(web, switch["payload"], session=first["session"])).json()
    assert {r["lang"] for r in after["replies"]} == {"da"}


async def test_the_same_id_gets_the_same_replies_also_after_a_restart(
    settings: Settings, engine: Engine
) -> None:
    message = str(uuid.uuid4())
    async with serving(settings, engine) as web:
        session = (await post(web, "")).json()["session"]
        first = await post(web, session=session, id=message)
        both = await asyncio.gather(
            *(post(web, session=session, id=message.upper()) for _ in range(3))
        )
        assert {one.text for one in both} == {first.text}
    async with serving(settings, engine) as web:
        again = await post(web, "andet", session=session, id=message)
        assert again.text == first.text
    assert [len(turns) for turns in engine.conversations.values()] == [1]


async def test_a_fault_is_no_200_and_holds_a_sentence_in_the_users_language(
    web: httpx.AsyncClient, engine: Engine
) -> None:
    engine.fault = ServiceError("No action answered.")
    message = str(uuid.uuid4())
    failed = await post(web, QUESTION_AR, id=message)
    assert failed.status_code == 503
    assert int(failed.headers["retry-after"]) > 0
    body = failed.json()
    assert [(r["kind"], r["lang"]) for r in body["replies"]] == [("notice", "ar")]
    assert body["error"]["code"] == "unavailable"
    engine.fault = None
    done = await post(web, QUESTION_AR, session=body["session"], id=message)
    assert done.status_code == 200
    assert done.json()["session"] == body["session"]
    assert done.json()["replies"][0]["faq_id"] == ENTRY


@pytest.mark.parametrize("token", ["x", "web:1", "web:" + "0" * 32 + ".aaaaaa.bbbb", "😀", ""])
async def test_a_forged_token_gets_a_new_session(web: httpx.AsyncClient, token: str) -> None:
    response = await post(web, session=token)
    assert response.status_code == 200
    assert response.json()["session"] != token


async def test_a_changed_token_never_opens_another_conversation(
    web: httpx.AsyncClient, engine: Engine
) -> None:
    mine = (await post(web)).json()["session"]
    sender = mine.split(".")[0]
    for token in (
        mine[:-1] + ("A" if mine[-1] != "A" else "B"),
        mine.replace(sender, sender[::-1]),
    ):
        assert (await post(web, session=token)).json()["session"].split(".")[0] != sender
    assert len(engine.conversations[sender]) == 1


# --- lines ------------------------------------------------------------------------------------

LINES = {"Accept": "application/x-ndjson"}


async def test_replies_as_lines(web: httpx.AsyncClient) -> None:
    message = f"{QUESTION} Mit CPR er 310299-0000"
    response = await post(web, message, headers=LINES)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/x-ndjson")
    lines = [json.loads(line) for line in response.text.splitlines()]
    assert [(r["kind"], r["faq_id"]) for r in lines] == [
        ("notice", "personal_data"),
        ("answer", ENTRY),
    ]
    assert all(set(line) == REPLY_KEYS | {"session"} for line in lines)
    assert len({line["session"] for line in lines}) == 1


async def test_the_first_line_does_not_wait_for_the_last(
    web: httpx.AsyncClient, engine: Engine
) -> None:
    engine.delay = 0.6
    body = {"session": None, "message": f"{QUESTION} Mit CPR er 310299-0000"}
    started = asyncio.get_running_loop().time()
    async with web.stream("POST", WEBHOOK, json=body, headers=LINES) as response:
        lines = response.aiter_lines()
        assert json.loads(await anext_(lines))["kind"] == "notice"
        assert asyncio.get_running_loop().time() - started < 0.5
        assert json.loads(await anext_(lines))["kind"] == "answer"


async def anext_(lines: Any) -> str:
    return str(await lines.__anext__())


async def test_lines_that_failed_on_the_way_do_not_end_as_if_taken(
    web: httpx.AsyncClient, engine: Engine
) -> None:
    engine.fault = ServiceError("No action answered.")
    assert (await post(web, headers=LINES)).status_code == 503
    kinds: list[str] = []
    body = {"session": None, "message": f"{QUESTION} Mit CPR er 310299-0000"}

    async def read() -> None:
        async with web.stream("POST", WEBHOOK, json=body, headers=LINES) as response:
            async for line in response.aiter_lines():
                kinds.append(json.loads(line)["faq_id"])

    with pytest.raises(httpx.RemoteProtocolError):
        await read()
    assert kinds == ["personal_data", None]


async def test_a_client_that_leaves_the_lines_is_answered_and_noted_all_the_same(
    web: httpx.AsyncClient, engine: Engine, settings: Settings
) -> None:
    session = (await post(web, "")).json()["session"]
    engine.delay = 0.3
    message = str(uuid.uuid4())
    with contextlib.suppress(httpx.ReadTimeout):
        body = {"session": session, "message": QUESTION, "id": message}
        await web.post(WEBHOOK, json=body, headers=LINES, timeout=0.1)
    records = Records(settings.state)
    for _ in range(100):
        await asyncio.sleep(0.05)
        kept = records.recall(session.split(".")[0], message)
        if kept.replies is not None:
            break
    records.database.close()
    assert kept.replies is not None
    assert kept.replies[-1]["faq_id"] == ENTRY


async def test_a_client_that_goes_away_loses_nothing(
    web: httpx.AsyncClient, engine: Engine
) -> None:
    session = (await post(web, "")).json()["session"]
    engine.delay = 0.3
    message = str(uuid.uuid4())
    with contextlib.suppress(httpx.ReadTimeout):
        body = {"session": session, "message": QUESTION, "id": message}
        await web.post(WEBHOOK, json=body, timeout=0.1)
    again = await post(web, session=session, id=message)
    assert again.json()["replies"][0]["faq_id"] == ENTRY
    assert [len(turns) for turns in engine.conversations.values()] == [1]


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400),
        (b"\xff", 400),
        (b"[" * 60_000, 400),
        (b'{"message": 1}', 400),
        (b'{"message": "x", "lang": "xx"}', 400),
        (b'{"message": "' + b"x" * 64 * 1024 + b'"}', 413),
        (b"x" * 900_000, 413),
    ],
)
async def test_broken_requests_get_an_error_as_json(
    web: httpx.AsyncClient, raw: bytes, status: int
) -> None:
    for path in (WEBHOOK, FEEDBACK):
        response = await web.post(path, content=raw)
        expected = {status} if path == WEBHOOK else {400, 413}
        assert response.status_code in expected
        assert set(response.json()["error"]) == {"code", "text"}
    assert (await post(web, "")).status_code == 200


async def test_a_body_in_chunks_is_held_to_the_same_limit(web: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(80):
            yield b"x" * 1024

    assert (await web.post(WEBHOOK, content=chunks())).status_code == 413


async def test_a_giant_body_is_not_read(web: httpx.AsyncClient) -> None:
    url = httpx.URL(str(web.base_url))
    reader, writer = await asyncio.open_connection(url.host, url.port)
    head = f"POST {WEBHOOK} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n"
    writer.write(head.encode() + b"x" * 10)
    assert b"413" in await asyncio.wait_for(reader.readline(), 5)
    await asyncio.wait_for(reader.read(), 5)  # and the connection ends
    writer.close()


@pytest.mark.parametrize(
    "raw",
    [
        b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST %s HTTP/9\r\n\r\n",
        b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        # Two lengths: a proxy in front could take the rest for the next request.
        b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\nContent-Length: 3\r\n\r\n"
        b'{"message": ""}',
        b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 15\r\n\r\n"
        b'f\r\n{"message": ""}\r\n0\r\n\r\n',
        b"\x00\x01\x02\r\n\r\n",
    ],
)
async def test_broken_http_is_survived(web: httpx.AsyncClient, raw: bytes) -> None:
    url = httpx.URL(str(web.base_url))
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(raw.replace(b"%s", WEBHOOK.encode()))
    writer.write_eof()
    answer = await asyncio.wait_for(reader.read(), 5)
    assert answer == b"" or b" 400 " in answer.split(b"\r\n")[0]
    writer.close()
    assert (await post(web, "")).status_code == 200


async def test_unknown_paths_and_methods_are_json_and_tell_nothing(web: httpx.AsyncClient) -> None:
    for method, path, status in (
        ("GET", "/", 404),
        ("GET", "/nope", 404),
        ("GET", "/chat/../../etc/passwd", 404),
        ("GET", WEBHOOK, 405),
        ("PUT", FEEDBACK, 405),
        ("GET", "/version", 404),
        ("GET", "/model", 404),
        ("GET", "/conversations/x/tracker", 404),
        ("POST", "/webhooks/rest/webhook", 404),
    ):
        response = await web.request(method, path)
        assert response.status_code == status, path
        assert set(response.json()["error"]) == {"code", "text"}
        assert "asa" not in response.text
        assert response.headers["x-content-type-options"] == "nosniff"


async def test_a_fault_of_our_own_is_a_json_error(
    web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError(QUESTION)

    monkeypatch.setattr(Gateway, "handle", fail)
    response = await post(web)
    assert response.status_code == 503
    assert response.json()["error"]["code"] == "unavailable"
    assert QUESTION not in response.text
    assert QUESTION not in caplog.text


# --- limits -----------------------------------------------------------------------------------


async def test_too_many_messages_of_one_sender(settings: Settings, engine: Engine) -> None:
    async with serving(replace(settings, rate_limit=3), engine) as web:
        session = (await post(web, "")).json()["session"]
        for _ in range(2):
            assert (await post(web, session=session)).status_code == 200
        refused = await post(web, session=session, lang="ar")
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.json()["error"]["code"] == "too_many"
        assert (await post(web)).status_code == 200  # somebody else


async def test_too_many_marks_of_one_sender(settings: Settings, engine: Engine) -> None:
    async with serving(replace(settings, rate_limit=2), engine) as web:
        body = (await post(web)).json()
        mark = {"session": body["session"], "reply": body["replies"][0]["id"], "helpful": True}
        found = [(await web.post(FEEDBACK, json=mark)).status_code for _ in range(3)]
        assert found == [200, 200, 429]


async def test_too_many_new_sessions_of_one_address(settings: Settings, engine: Engine) -> None:
    settings = replace(settings, new_sessions=2, trusted_proxies=("127.0.0.1",))
    async with serving(settings, engine) as web:
        client = {"X-Forwarded-For": "203.0.113.7"}
        session = (await post(web, "", headers=client)).json()["session"]
        assert (await post(web, "", session="forged", headers=client)).status_code == 200
        refused = await post(web, "", headers=client)
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many")
        assert (await post(web, session=session, headers=client)).status_code == 200
        other = {"X-Forwarded-For": "203.0.113.8"}
        assert (await post(web, "", headers=other)).status_code == 200


# --- marks and deletion -----------------------------------------------------------------------


async def test_feedback(web: httpx.AsyncClient) -> None:
    body = (await post(web)).json()
    mark = {"session": body["session"], "reply": body["replies"][0]["id"], "helpful": False}
    assert (await web.post(FEEDBACK, json=mark)).status_code == 200
    for wrong in ({"reply": "unknown"}, {"session": "forged"}):
        assert (await web.post(FEEDBACK, json=mark | wrong)).status_code == 404
    stranger = (await post(web, "")).json()["session"]
    assert (await web.post(FEEDBACK, json=mark | {"session": stranger})).status_code == 404


@pytest.mark.parametrize("way", ["body", "header"])
async def test_a_deleted_conversation_is_gone(
    web: httpx.AsyncClient, engine: Engine, way: str
) -> None:
    message = str(uuid.uuid4())
    body = (await post(web, id=message)).json()
    session = body["session"]
    more: Any = {"json": {"session": session}}
    if way == "header":
        more = {"headers": {"Authorization": f"Bearer {session}"}}
    deleted = await web.request("DELETE", SESSION, **more)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert (await web.request("DELETE", SESSION, **more)).status_code == 204
    assert not engine.conversations
    after = (await post(web, session=session, id=message)).json()
    assert after["session"] != session
    assert after["replies"][0]["id"] != body["replies"][0]["id"]


async def test_deleting_needs_a_token_and_deletes_nothing_without_one(
    web: httpx.AsyncClient, engine: Engine
) -> None:
    await post(web)
    for raw in (b"", b"{}", b'{"session": null}', b"x"):
        assert (await web.request("DELETE", SESSION, content=raw)).status_code == 400
    forged = await web.request("DELETE", SESSION, json={"session": "web:" + "0" * 32})
    assert forged.status_code == 204
    assert len(engine.conversations) == 1


# --- what browsers are told -------------------------------------------------------------------


async def test_only_the_sites_of_the_settings_may_call_from_a_browser(
    web: httpx.AsyncClient,
) -> None:
    for origin, allowed in ((SITE, True), (EVIL, False), ("null", False), (SITE + ".evil", False)):
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        for response in (
            await web.options(WEBHOOK, headers=headers),
            await web.options(SESSION, headers=headers),
            await post(web, "", headers={"Origin": origin}),
            await post(web, headers={"Origin": origin} | LINES),
            await web.post(WEBHOOK, content=b"{", headers={"Origin": origin}),
            await web.get("/nope", headers={"Origin": origin}),
        ):
            found = response.headers.get("access-control-allow-origin")
            assert found == (origin if allowed else None)
            assert "access-control-allow-credentials" not in response.headers
            assert "Origin" in response.headers["vary"]
    preflight = await web.options(SESSION, headers={"Origin": SITE})
    assert "DELETE" in preflight.headers["access-control-allow-methods"]


async def test_every_response_has_safe_headers(web: httpx.AsyncClient) -> None:
    for response in (
        await post(web, ""),
        await post(web, headers=LINES),
        await web.get("/health"),
        await web.get("/chat"),
        await web.get("/nope"),
    ):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "server" not in response.headers


# --- health and logs --------------------------------------------------------------------------


async def test_health_says_what_is_missing(settings: Settings, engine: Engine) -> None:
    engine.model, engine.actions_url = None, None
    async with serving(settings, engine) as web:
        found = await web.get("/health")
        assert found.status_code == 503
        assert found.json()["missing"] == ["model", "actions"]
        assert found.json()["languages"] == ["da", "ar", "ti"]
        engine.model = "some-model.tar.gz"
        engine.actions_url = f"{web.base_url}/webhook"  # it answers /health, with a 503 …
        await asyncio.sleep(1.1)
        assert (await web.get("/health")).json()["missing"] == ["actions"]
    server = await asyncio.start_server(_healthy, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    engine.actions_url = f"http://{host}:{port}/webhook"
    async with serving(settings, engine) as web:
        found = await web.get("/health")
        assert found.status_code == 200
        assert set(found.json()) == {"status", "model", "content", "languages", "retention"}
        assert found.json()["status"] == "ok"
        assert found.json()["model"] == "some-model.tar.gz"
    server.close()
    await server.wait_closed()


async def _healthy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    writer.close()


async def test_logs_hold_neither_texts_nor_addresses_nor_tokens(
    settings: Settings, engine: Engine, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    settings = replace(settings, trusted_proxies=("127.0.0.1",), new_sessions=3)
    with caplog.at_level(logging.DEBUG):
        async with serving(settings, engine) as web:
            headers = {"X-Forwarded-For": "203.0.113.7"}
            session = (await post(web, headers=headers)).json()["session"]
            engine.fault = RuntimeError(QUESTION)
            await post(web, session=session, headers=headers)
            await web.request("DELETE", SESSION, json={"session": session})
    said = caplog.text + "".join(capfd.readouterr())
    for secret in (QUESTION, "203.0.113.7", session):
        assert secret not in said


async def test_a_server_that_stops_keeps_no_connection(
    settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels: list[WebInput] = []
    start = WebInput._start

    async def noting(self: WebInput, app: Sanic, loop: Any) -> None:
        channels.append(self)
        await start(self, app, loop)

    monkeypatch.setattr(WebInput, "_start", noting)
    async with serving(settings, engine) as client:
        assert (await post(client)).headers["connection"] == "keep-alive"
        await channels[0]._drain(typing.cast(Sanic, None), None)
        last = await post(client)
        assert last.status_code == 200
        assert last.headers["connection"] == "close"
