"""Rasa itself as the engine: a small model, and an action server that can be taken away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import rasa.model_training
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import UserUttered
from rasa.utils.endpoints import EndpointConfig

from bot.channels.output import ReplyOutput
from bot.channels.rasa_turns import RasaTurns
from bot.channels.tracker_store import AppendingTrackerStore
from bot.channels.trackers import delete_conversation
from bot.channels.turns import Turn
from bot.errors import ModelError, ServiceError, StateError

ME = "web:" + "1" * 32
META = {"lang": "da", "detected": "da", "chosen": False}


def turn(text: str, id: str = "m1", **more: Any) -> Turn:
    return Turn(ME, id, text, "web", META | more)


class Actions:
    """An action server that answers with what it was asked, or fails."""

    def __init__(self) -> None:
        self.fail = False
        self.asked: list[dict[str, Any]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = [x for x in head.decode().lower().split("\r\n") if x.startswith("content-length")]
        body = json.loads(await reader.readexactly(int(lengths[0].partition(":")[2])))
        message = body["tracker"]["latest_message"]
        self.asked.append(message)
        reply = {"id": f"r{len(self.asked)}", "text": message["intent"]["name"]}
        answer = json.dumps({"events": [], "responses": [{"custom": reply}, {"custom": reply}]})
        status = "500 Out of order" if self.fail else "200 OK"
        answer = "{}" if self.fail else answer
        writer.write(
            f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(answer)}\r\nConnection: close\r\n\r\n{answer}".encode()
        )
        await writer.drain()
        writer.close()


@pytest.fixture
async def actions() -> AsyncIterator[tuple[Actions, str]]:
    actions = Actions()
    server = await asyncio.start_server(actions.serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    yield actions, f"http://{host}:{port}/webhook"
    server.close()
    await server.wait_closed()


PROJECT = {
    "config.yml": """
recipe: default.v1
assistant_id: tests
language: da
pipeline: [{name: WhitespaceTokenizer}, {name: KeywordIntentClassifier}]
policies: [{name: RulePolicy}]
""",
    "domain.yml": """
version: "3.1"
intents: [housing_benefit, menu]
actions: [action_answer]
session_config: {session_expiration_time: 0, carry_over_slots_to_new_session: true}
""",
    "data.yml": r"""
version: "3.1"
nlu:
  - {intent: housing_benefit, examples: "- boligstøtte\n- husleje"}
  - {intent: menu, examples: "- emner\n- menu"}
rules:
  - {rule: one, steps: [{intent: housing_benefit}, {action: action_answer}]}
  - {rule: two, steps: [{intent: menu}, {action: action_answer}]}
""",
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Agent:
    folder = tmp_path_factory.mktemp("project")
    for name, text in PROJECT.items():
        (folder / name).write_text(text, encoding="utf-8")
    trained = rasa.model_training.train(
        str(folder / "domain.yml"),
        str(folder / "config.yml"),
        [str(folder / "data.yml")],
        str(folder),
        force_training=True,
    )
    return Agent.load(str(trained.model))


@pytest.fixture
def agent(loaded: Agent, actions: tuple[Actions, str], tmp_path: Path) -> Agent:
    store = AppendingTrackerStore(loaded.domain, db=str(tmp_path / "tracker.sqlite"))
    agent = Agent(
        loaded.domain, tracker_store=store, action_endpoint=EndpointConfig(url=actions[1])
    )
    agent.processor = loaded.processor
    assert agent.processor is not None
    agent.processor.tracker_store = agent.tracker_store
    agent.processor.lock_store = agent.lock_store
    agent.processor.action_endpoint = agent.action_endpoint
    return agent


async def texts(agent: Agent) -> list[str]:
    tracker = await agent.tracker_store.retrieve_full_tracker(ME)
    return [e.text for e in tracker.events if isinstance(e, UserUttered)] if tracker else []


async def test_a_turn_is_in_the_conversation_once(
    agent: Agent, actions: tuple[Actions, str]
) -> None:
    turns = RasaTurns(lambda: agent)
    first = await turns.take(turn("Hvordan får jeg boligstøtte?"))
    assert [reply["text"] for reply in first] == ["housing_benefit"] * 2
    assert actions[0].asked[0]["metadata"]["lang"] == "da"
    assert await turns.take(turn("Hvordan får jeg boligstøtte?")) == first
    assert await turns.take(turn("noget andet")) == first
    assert await texts(agent) == ["Hvordan får jeg boligstøtte?"]
    assert (await turns.take(turn("/menu", "m2", pressed=True)))[0]["text"] == "menu"
    assert await texts(agent) == ["Hvordan får jeg boligstøtte?", "/menu"]
    assert turns.knows("housing_benefit")
    assert not turns.knows("no_such_intent")


async def test_a_turn_without_a_reply_leaves_nothing_behind(
    agent: Agent, actions: tuple[Actions, str]
) -> None:
    turns = RasaTurns(lambda: agent)
    actions[0].fail = True
    with pytest.raises(ServiceError):
        await turns.take(turn("Hvordan får jeg boligstøtte?"))
    assert await texts(agent) == []
    actions[0].fail = False
    assert await turns.take(turn("Hvordan får jeg boligstøtte?"))
    assert await texts(agent) == ["Hvordan får jeg boligstøtte?"]


async def test_a_message_answered_without_rasa_is_noted_once(agent: Agent) -> None:
    turns = RasaTurns(lambda: agent)
    reply = {"id": "r", "text": "Ring 112."}
    for _ in range(2):
        await turns.note(turn("[crisis]"), [reply])
    assert await texts(agent) == ["[crisis]"]
    assert await turns.take(turn("[crisis]")) == [reply]
    assert (await turns.take(turn("Hvordan får jeg boligstøtte?", "m2")))[0]["text"] == (
        "housing_benefit"
    )


async def test_a_deleted_conversation_leaves_not_a_byte(agent: Agent, tmp_path: Path) -> None:
    turns = RasaTurns(lambda: agent)
    await turns.take(turn("Hvordan får jeg boligstøtte?"))
    await turns.forget(ME)
    await turns.forget(ME)
    assert await texts(agent) == []
    for path in tmp_path.iterdir():
        assert ME.encode() not in path.read_bytes(), path


async def test_a_conversation_in_memory_can_be_deleted_too(loaded: Agent) -> None:
    agent = Agent(loaded.domain)
    turns = RasaTurns(lambda: agent)
    await turns.note(turn("[crisis]"), [])
    assert await texts(agent) == ["[crisis]"]
    await turns.forget(ME)
    assert await texts(agent) == []
    with pytest.raises(StateError):
        delete_conversation(object(), ME)


async def test_without_a_model_it_says_so() -> None:
    for agent in (None, Agent()):
        turns = RasaTurns(lambda agent=agent: agent)  # type: ignore[misc]
        assert turns.model is None
        assert turns.actions_url is None
        assert not turns.knows("greet")
        with pytest.raises(ModelError):
            await turns.take(turn("hej"))


async def test_a_pressed_button_means_what_the_whole_model_would_say(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, processor = RasaTurns(lambda: agent), agent.processor
    assert processor is not None
    pressed = UserMessage("/menu", ReplyOutput(), ME, metadata={"pressed": True})
    whole = await processor.parse_message(pressed)
    real, asked = processor.parse_message, []

    async def parse(message: UserMessage, *more: Any) -> Any:
        asked.append(message.text)
        return await real(message, *more)

    monkeypatch.setattr(processor, "parse_message", parse)
    await turns.take(turn("/menu", "m2", pressed=True))
    tracker = await agent.tracker_store.retrieve(ME)
    assert tracker is not None
    assert tracker.latest_message is not None
    kept = tracker.latest_message.parse_data
    assert kept == whole | {"message_id": "m2", "metadata": kept["metadata"]}
    assert asked == []
    await turns.take(turn("Hvordan får jeg boligstøtte?", "m3"))
    assert asked == ["Hvordan får jeg boligstøtte?"]
