"""What Rasa is helped with: the same results, and a cry when the help is no longer needed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import typing
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

import dask
import jsonschema.validators
import pytest
import rasa.shared.utils.common
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.exceptions import GraphComponentException, GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.serving.rasa_help import (
    RASA,
    KnownKinds,
    Narrowed,
    PooledEndpoint,
    call_format,
    checker,
    run_in_order,
)
from bot.settings import ROOT

GOOD: dict[str, Any] = {
    "events": [{"event": "slot", "timestamp": None, "name": "a", "value": 1}],
    "responses": [{"custom": {"text": "hej"}}],
}
BAD: list[Any] = [
    {"events": [{"event": "no such event"}], "responses": []},
    {"events": {}, "responses": []},
    {"events": [], "responses": ["text"]},
    None,
]
STOCK = RulePolicy._get_possible_keys
STOCK_KINDS, STOCK_RUN = Event.resolve_by_type, DaskGraphRunner.run
STOCK_FORMAT = RemoteAction._action_call_format
NO_HELP_NEEDED = "Rasa has become better here: take this help out of bot/serving/rasa_help.py."


def test_the_help_is_for_the_version_that_is_installed() -> None:
    assert version("rasa") == RASA


def test_answers_are_checked_as_rasa_does() -> None:
    action = RemoteAction("action_answer", None)
    check = checker()
    assert check(action, GOOD) is action._validate_action_result(GOOD) is True
    for answer in BAD:
        with pytest.raises(ValidationError) as theirs:
            action._validate_action_result(answer)
        with pytest.raises(ValidationError) as ours:
            check(action, answer)
        assert list(ours.value.absolute_path) == list(theirs.value.absolute_path)


def test_rasa_still_checks_the_schema_at_every_call(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = []
    kind = jsonschema.validators.validator_for({})
    monkeypatch.setattr(kind, "check_schema", lambda schema: checks.append(schema))
    for _ in range(2):
        RemoteAction("action_answer", None)._validate_action_result(GOOD)
    assert len(checks) == 2, NO_HELP_NEEDED


class Server:
    """An HTTP server that counts connections; it closes each after `uses` answers, unasked."""

    def __init__(self, uses: int) -> None:
        self.uses, self.connections = uses, 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError):
            for _ in range(self.uses):
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.decode().lower().split("\r\n")
                length = next(x for x in lines if x.startswith("content-length"))
                body = await reader.readexactly(int(length.partition(":")[2]))
                answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                writer.write(answer + b"Content-Length: %d\r\n\r\n" % len(body) + body)
                await writer.drain()
            if self.uses > 1:
                await reader.read(1)  # the next request arrives, and is dropped
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@pytest.fixture
async def server(request: pytest.FixtureRequest) -> AsyncIterator[Server]:
    server = Server(request.param)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    host, port = listening.sockets[0].getsockname()
    server.url = f"http://{host}:{port}/webhook"
    yield server
    await asyncio.sleep(0.05)  # the connections that the client closed are closed here too
    listening.close()
    await listening.wait_closed()


@pytest.mark.parametrize("server", [100], indirect=True)
async def test_calls_share_a_connection(server: Server) -> None:
    stock = EndpointConfig(server.url, headers={"X-Test": "1"}, enable_selective_domain=True)
    for n in range(3):
        assert await stock.request(json={"n": n}) == {"n": n}
    assert server.connections == 3, NO_HELP_NEEDED
    pooled = PooledEndpoint.of(stock)
    assert pooled == stock
    assert pooled.kwargs == stock.kwargs
    for n in range(3):
        assert await pooled.request(json={"n": n}) == {"n": n}
    assert server.connections == 4
    await pooled.close()


@pytest.mark.parametrize("server", [1, 2], indirect=True)
async def test_a_connection_that_the_server_dropped_is_replaced(server: Server) -> None:
    pooled = PooledEndpoint(server.url)
    for n in range(6):
        assert await pooled.request(json={"n": n}) == {"n": n}
    await pooled.close()


def state(intent: str | None, action: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if intent:
        found["user"] = {"intent": intent}
    if action:
        found["prev_action"] = {"action_name": action}
    return found


def test_the_rules_found_are_those_that_rasa_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = object.__new__(RulePolicy)
    listen, answer = "action_listen", "action_answer"
    rules: dict[str, str] = {}
    for intent in ("a", "b", "c"):
        rules[json.dumps([state(intent, listen)])] = answer
        rules[json.dumps([state(intent, listen), state(intent, answer)])] = listen
    rules[json.dumps([{}, state("a", listen)])] = "at_the_start"
    rules[json.dumps([state(None, answer)])] = "any_intent"
    narrowed = Narrowed(STOCK)
    looked: list[int] = []
    monkeypatch.setattr(
        RulePolicy,
        "_is_rule_applicable",
        _counting(looked, RulePolicy._is_rule_applicable),
    )
    talks = [
        [],
        [{}],
        [{}, state("a", listen)],
        [{}, state("a", listen), state("a", answer)],
        [{}, state("a", listen), state("a", answer), state("b", listen)],
        [{}, {"user": {"text": "hej"}, "prev_action": {"action_name": listen}}],
        [{}, state("unknown", listen)],
    ]
    for talk in talks:
        assert narrowed(policy, rules, talk) == STOCK(policy, rules, talk), talk
    looked.clear()
    STOCK(policy, rules, talks[2])
    assert len(looked) >= len(rules), NO_HELP_NEEDED
    rules[json.dumps([state("d", listen)])] = answer
    talk = [{}, state("d", listen)]
    assert narrowed(policy, rules, talk) == STOCK(policy, rules, talk) != set()


def _counting(calls: list[int], real: Any) -> Any:
    def counted(self: RulePolicy, key: str, turn: int, now: dict[str, Any]) -> Any:
        calls.append(turn)
        return real(self, key, turn, now)

    return counted


def test_the_endpoints_send_no_domain() -> None:
    assert "enable_selective_domain: true" in Path(ROOT / "endpoints.yml").read_text("utf-8")


def test_a_class_of_events_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[type] = []
    real = rasa.shared.utils.common.all_subclasses

    def counted(kind: type) -> Any:
        looked.append(kind)
        return real(kind)

    monkeypatch.setattr(rasa.shared.utils.common, "all_subclasses", counted)
    known = KnownKinds(STOCK_KINDS)
    names = {kind.type_name for kind in real(Event)}
    assert {name: known(name) for name in names} == {name: STOCK_KINDS(name) for name in names}
    looked.clear()
    for name in names:
        known(name)
    assert not looked
    STOCK_KINDS("user")
    assert looked, NO_HELP_NEEDED
    assert known("topic") is STOCK_KINDS("topic") is None
    assert known("no such event", UserUttered) is UserUttered
    with pytest.raises(ValueError, match="no such event"):
        known("no such event")


class Part(GraphComponent):
    """A node of a graph that says which one it is, and what it was given."""

    ran: ClassVar[list[str]] = []

    @classmethod
    def create(cls, config: dict[str, Any], **_: Any) -> Part:  # type: ignore[override]
        return cls(config["name"])

    def __init__(self, name: str) -> None:
        self.name = name

    def join(self, **given: Any) -> str:
        self.ran.append(self.name)
        return f"{self.name}({','.join(f'{key}={given[key]}' for key in sorted(given))})"

    def fail(self, a: str) -> None:
        raise RuntimeError(a)


def runner(fn: dict[str, str] | None = None) -> DaskGraphRunner:
    needs = {
        "last": {"a": "left", "b": "right", "c": "message"},
        "left": {"a": "first"},
        "right": {"a": "first", "b": "message"},
        "first": {"a": "message"},
        "apart": {"a": "message"},
    }
    nodes = {
        name: SchemaNode(
            needs=of, uses=Part, fn=(fn or {}).get(name, "join"), constructor_name="create",
            config={"name": name}, eager=True,
        )
        for name, of in needs.items()
    }  # fmt: skip
    storage = typing.cast(ModelStorage, None)
    return DaskGraphRunner.create(GraphSchema(nodes), storage, ExecutionContext(GraphSchema({})))


def test_a_graph_gives_what_it_gives_with_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"message": ["hej"]}
    for targets in (["last"], ["left", "apart"], ["message"], ["right"]):
        Part.ran.clear()
        theirs, their_nodes = STOCK_RUN(runner(), given, targets), sorted(Part.ran)
        Part.ran.clear()
        mine = runner()
        assert run_in_order(mine, given, targets) == theirs
        assert sorted(Part.ran) == their_nodes
        assert run_in_order(mine, {"message": ["nej"]}, targets) != theirs
    for fn, wrong in ({"left": "fail"}, given), ({}, {"message": "first"}), ({}, {}):
        raised = []
        for run in (STOCK_RUN, run_in_order):
            with pytest.raises((GraphRunError, GraphComponentException)) as caught:
                run(runner(fn), wrong, ["last"])
            raised.append((type(caught.value), str(caught.value)))
        assert raised[0] == raised[1]
    planned: list[Any] = []
    real = dask.get
    monkeypatch.setattr(dask, "get", lambda *of: planned.append(of) or real(*of))
    STOCK_RUN(runner(), given, ["last"])
    assert planned, NO_HELP_NEEDED


def test_an_action_is_sent_all_but_the_events() -> None:
    tracker = DialogueStateTracker.from_events(
        "web:1", [UserUttered("hej", {"name": "a", "confidence": 1.0}), ActionExecuted("action_x")]
    )
    action = RemoteAction("action_answer", EndpointConfig("", enable_selective_domain=True))
    theirs = STOCK_FORMAT(action, tracker, Domain.empty())
    ours = call_format(action, tracker, Domain.empty())
    assert theirs["tracker"].pop("events"), NO_HELP_NEEDED
    assert ours["tracker"].pop("events") == []
    assert ours == theirs
    whole = RemoteAction("action_answer", EndpointConfig(""))
    assert call_format(whole, tracker, Domain.empty())["domain"] == Domain.empty().as_dict()
