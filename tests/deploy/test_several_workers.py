"""Two workers behind nginx, on one PostgreSQL and one Redis; one is killed in the middle.

ROLLS=5: so many rolling restarts under load, instead of one.
"""

from __future__ import annotations

import json
import os
import threading
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from bot.privacy.place import records_of
from bot.serving.fleet import Fleet
from bot.serving.ports import free_port
from bot.settings import Settings
from tests.deploy.services import nginx, postgres, redis

QUESTIONS = {"da": "Hvordan søger jeg boligstøtte?", "ar": "كيف أتقدم بطلب دعم السكن؟"}
TRIES, PEOPLE, MESSAGES = 20, 6, 8
START_SECONDS = 400  # this machine may be busy with four processes that start
ROLLS = int(os.environ.get("ROLLS", "1"))


@dataclass(frozen=True)
class Cluster:
    """Two running workers and the address of the nginx in front of them."""

    url: str
    workers: tuple[Fleet, ...]
    settings: tuple[Settings, ...]


@pytest.fixture(scope="module")
def cluster(
    tmp_path_factory: pytest.TempPathFactory, bot_settings: Settings, trained_model: Path
) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    with ExitStack() as stack:
        shared = replace(
            bot_settings,
            state=folder / "state",
            parts=("actions", "bot"),
            database_url=stack.enter_context(postgres(folder)),
            redis_url=stack.enter_context(redis(folder)),
        )
        settings = tuple(
            replace(shared, port=free_port(), actions_port=free_port()) for _ in range(2)
        )
        fleets = tuple(Fleet(one, trained_model) for one in settings)
        for fleet in fleets:
            fleet.start(START_SECONDS)
            stack.callback(fleet.stop)
        url = stack.enter_context(nginx(folder, [one.port for one in settings]))
        yield Cluster(url, fleets, settings)


def post(url: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """The answer, or None where the message was not taken."""
    request = urllib.request.Request(
        f"{url}/webhooks/web/webhook",
        json.dumps(body).encode("utf-8"),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=40) as response:
            return dict(json.load(response))
    except urllib.error.HTTPError as error:
        error.close()
        return None
    except OSError:
        return None


def ask(url: str, session: str | None, message: str, number: str | None = None) -> dict[str, Any]:
    """Send a message as the widget does: again, with the same id, until it is taken."""
    body = {"session": session, "message": message, "lang": None, "id": number or str(uuid.uuid4())}
    for _ in range(TRIES):
        found = post(url, body)
        if found is not None:
            return found
    raise AssertionError("The message was never taken.")


def noted(url: str, sender_like: str = "web:%") -> list[tuple[str, str]]:
    """Sender and message id of every message of a user in Rasa's table of events."""
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT sender_id, data::json->>'message_id' FROM events"
            " WHERE type_name = 'user' AND sender_id LIKE %s",
            (sender_like,),
        )
        found = list(cursor.fetchall())
    connection.close()
    return found


@pytest.mark.long
def test_a_conversation_goes_on_at_the_other_worker(cluster: Cluster) -> None:
    one, two = (f"http://{s.host}:{s.port}" for s in cluster.settings)
    first = ask(one, None, QUESTIONS["ar"])
    assert first["replies"][0]["lang"] == "ar"
    second = ask(two, first["session"], "112")
    assert second["session"] == first["session"]
    assert {reply["lang"] for reply in second["replies"]} == {"ar"}


@pytest.mark.long
def test_one_id_is_answered_once_by_two_workers(cluster: Cluster) -> None:
    urls = [f"http://{s.host}:{s.port}" for s in cluster.settings]
    session = ask(urls[0], None, "")["session"]
    number = str(uuid.uuid4())
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda n: ask(urls[n % 2], session, QUESTIONS["da"], number), range(4))
        )
    assert all(one["replies"] == found[0]["replies"] for one in found)
    ids = [message for _, message in noted(cluster.settings[0].database_url)]
    assert ids.count(number) == 1


@pytest.mark.long
def test_what_one_worker_deletes_is_gone_at_the_other(cluster: Cluster) -> None:
    one, two = (f"http://{s.host}:{s.port}" for s in cluster.settings)
    session = ask(one, None, QUESTIONS["da"])["session"]
    before = len(noted(cluster.settings[0].database_url))
    request = urllib.request.Request(
        f"{two}/webhooks/web/session", headers={"Authorization": f"Bearer {session}"}
    )
    request.method = "DELETE"
    with urllib.request.urlopen(request, timeout=20) as response:
        assert response.status == 204
    assert ask(one, session, "")["session"] != session
    assert len(noted(cluster.settings[0].database_url)) < before


@pytest.mark.long
def test_metrics_and_the_root_are_not_behind_nginx(cluster: Cluster) -> None:
    for path in ("/metrics", "/"):
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"{cluster.url}{path}", timeout=10)
        assert caught.value.code == 404
        caught.value.close()
    with urllib.request.urlopen(f"{cluster.url}/health", timeout=10) as response:
        assert json.load(response)["status"] == "ok"


@pytest.mark.long
@pytest.mark.parametrize("roll", range(ROLLS))
def test_a_rolling_restart_under_load_refuses_no_message(cluster: Cluster, roll: int) -> None:
    done = threading.Event()
    taken: list[str] = []
    refused: list[str] = []

    def person(number: int) -> None:
        session = ask(cluster.url, None, "")["session"]
        while not done.is_set():
            text = f"{list(QUESTIONS.values())[number % 2]} {len(taken)}"
            body = {"session": session, "message": text, "lang": None, "id": str(uuid.uuid4())}
            found = post(cluster.url, body)  # once: nobody has to repeat
            (refused if found is None else taken).append(str(body["id"]))

    with ThreadPoolExecutor(PEOPLE) as pool:
        people = [pool.submit(person, number) for number in range(PEOPLE)]
        try:
            for fleet in cluster.workers:
                before = len(taken)
                fleet.stop()
                fleet.start(START_SECONDS)
                assert len(taken) > before  # the other one answered meanwhile
        finally:
            done.set()
        for one in people:
            one.result(timeout=120)
    ids = [message for _, message in noted(cluster.settings[0].database_url)]
    print(f"restart {roll}: {len(taken)} messages taken, {len(refused)} refused")
    assert refused == []
    assert [message for message in taken if ids.count(message) != 1] == []


@pytest.mark.long
def test_a_killed_worker_loses_nothing(cluster: Cluster) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []
    third = threading.Semaphore(0)

    def person(number: int) -> None:
        session = ask(cluster.url, None, "")["session"]
        for turn in range(MESSAGES):
            text = f"{list(QUESTIONS.values())[(number + turn) % 2]} {number}{turn}"
            message = str(uuid.uuid4())
            found = ask(cluster.url, session, text, message)
            assert found["session"] == session  # the conversation is the same one
            asked.append((message, found))
            third.release()

    with ThreadPoolExecutor(PEOPLE) as pool:
        people = [pool.submit(person, number) for number in range(PEOPLE)]
        for _ in range(PEOPLE * MESSAGES // 3):
            third.acquire(timeout=60)
        for child in cluster.workers[0].children:
            child.stop(0)  # killed, with messages at hand
        for one in people:
            one.result(timeout=240)

    assert len(asked) == PEOPLE * MESSAGES
    assert all(found["replies"] for _, found in asked)
    ids = [message for _, message in noted(cluster.settings[0].database_url)]
    lost = [message for message, _ in asked if message not in ids]
    twice = [message for message, _ in asked if ids.count(message) > 1]
    assert (lost, twice) == ([], [])
    # The other one stores too: a repeat gets the stored replies.
    records = records_of(cluster.settings[1])
    with records.database.reading() as db:
        stored = {message for (message,) in db.execute("SELECT message FROM taken")}
    records.database.close()
    assert {message for message, _ in asked} <= stored
