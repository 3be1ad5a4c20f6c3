"""Faults of the real processes: a clear sentence, nothing lost, and it comes back by itself.

All of it on one `python -m bot run`, the command of an operator; the order of the tests is free.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.content.store import ContentStore
from bot.serving.fleet import read_health
from bot.serving.ports import free_port
from bot.settings import Settings
from tests.e2e.test_run import family, read_until, start

ASKED = {"da": "Hvordan søger jeg boligstøtte?", "ar": "كيف أقدّم على إعانة السكن؟"}
MODULES = {"bot": "bot.serving.rasa_server", "actions": "bot.serving.action_server"}


@dataclass
class Running:
    """The command and a client of its web channel, in one conversation."""

    process: subprocess.Popen[str]
    settings: Settings
    http: httpx.Client
    session: str | None = None

    def send(self, text: str, message: str | None = None, **more: Any) -> httpx.Response:
        body = {"session": self.session, "message": text, "lang": None, "id": message} | more
        return self.http.post("/webhooks/web/webhook", json=body)

    def insist(self, text: str, message: str, seconds: float = 90) -> list[dict[str, Any]]:
        """Repeat with the same id until there is a 200, as the widget does."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(httpx.HTTPError):
                found = self.send(text, message)
                if found.status_code == 200:
                    assert found.json()["session"].split(".")[0] == self.sender
                    return list(found.json()["replies"])
                assert found.json()["error"]["text"]
            time.sleep(0.2)
        return pytest.fail("no answer")

    @property
    def sender(self) -> str:
        return str(self.session).split(".")[0]

    def pid(self, name: str) -> int:
        for pid in family(self.process.pid):
            with contextlib.suppress(OSError):
                if MODULES[name].encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return pid
        return pytest.fail(f"{name} does not run")

    def healthy(self, seconds: float = 90) -> None:
        until = time.monotonic() + seconds
        while read_health(self.settings).get("status") != "ok":
            assert time.monotonic() < until
            time.sleep(0.2)

    def noted(self, message: str) -> int:
        """How often a message is in the tracker."""
        with contextlib.closing(sqlite3.connect(self.settings.state / "tracker.sqlite")) as db:
            rows = db.execute("SELECT data FROM events WHERE type_name = 'user'").fetchall()
        return sum(json.loads(data).get("message_id") == message for (data,) in rows)

    def sentence(self, lang: str) -> str:
        """How the sentence for a fault begins."""
        strings = ContentStore(self.settings.content).current().ui[lang]
        return strings["error_unavailable"].split("{")[0]


@pytest.fixture(scope="module")
def command(
    bot_settings: Settings, trained_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("faults")
    shutil.copytree(bot_settings.content, folder / "data")
    settings = replace(
        bot_settings,
        state=folder / "state",
        content=folder / "data",
        port=free_port(),
        staff_port=free_port(),
        actions_port=free_port(),
    )
    with start(settings, trained_model) as process:
        read_until(process, "Ctrl-C")
        threading.Thread(target=process.stdout.read, daemon=True).start()  # type: ignore[union-attr]
        with httpx.Client(base_url=f"http://127.0.0.1:{settings.port}", timeout=40) as http:
            yield Running(process, settings, http)
        os.kill(process.pid, signal.SIGINT)
        process.wait(30)


@pytest.fixture
def running(command: Running) -> Running:
    """In a conversation of the test's own."""
    command.healthy()
    command.session = None
    command.session = command.send("").json()["session"]
    return command


def test_the_action_server_is_killed(running: Running) -> None:
    message = str(uuid.uuid4())
    os.kill(running.pid("actions"), signal.SIGKILL)
    danger = running.send("Min mand slår mig")  # needs no action
    assert danger.json()["replies"][0]["kind"] == "crisis"
    during = running.send(ASKED["ar"], message)
    if during.status_code != 200:
        assert during.status_code == 503
        assert during.json()["error"]["text"].startswith(running.sentence("ar"))
        assert during.headers["retry-after"]
    (reply,) = running.insist(ASKED["ar"], message)
    assert (reply["faq_id"], reply["lang"]) == ("housing_benefit", "ar")
    assert running.noted(message) == 1
    running.healthy()


def test_the_bot_is_killed_and_the_conversation_goes_on(running: Running) -> None:
    before, after = str(uuid.uuid4()), str(uuid.uuid4())
    first = running.insist(ASKED["da"], before)
    os.kill(running.pid("bot"), signal.SIGKILL)
    assert running.insist(ASKED["da"], before) == first
    (reply,) = running.insist(ASKED["ar"], after)
    assert reply["faq_id"] == "housing_benefit"
    assert (running.noted(before), running.noted(after)) == (1, 1)


def test_sigterm_in_the_middle_of_a_reply(running: Running) -> None:
    message = str(uuid.uuid4())
    actions = running.pid("actions")
    os.kill(actions, signal.SIGSTOP)  # the reply waits for its action
    asking = threading.Thread(target=running.insist, args=(ASKED["da"], message), daemon=True)
    asking.start()
    time.sleep(0.5)
    os.kill(running.pid("bot"), signal.SIGTERM)
    time.sleep(0.3)
    os.kill(actions, signal.SIGCONT)
    asking.join(90)
    (reply,) = running.insist(ASKED["da"], message)
    assert reply["faq_id"] == "housing_benefit"
    assert running.noted(message) == 1


@pytest.mark.parametrize("name", ["conversations.sqlite", "tracker.sqlite"])
def test_a_database_is_locked(running: Running, name: str) -> None:
    message = str(uuid.uuid4())
    with contextlib.closing(
        sqlite3.connect(running.settings.state / name, isolation_level=None)
    ) as db:
        db.execute("BEGIN EXCLUSIVE")
        danger = running.send("Min mand slår mig")
        assert danger.json()["replies"][0]["kind"] == "crisis"
        during = running.send(ASKED["da"], message)
        answered = during.status_code == 200
        assert answered or during.json()["error"]["text"].startswith(running.sentence("da"))
        db.execute("ROLLBACK")
    (reply,) = running.insist(ASKED["da"], message)
    assert reply["faq_id"] == "housing_benefit"
    # An answer that was given without the tracker is kept for a repeat, and not noted later.
    assert running.noted(message) == (0 if answered and name == "tracker.sqlite" else 1)


def test_a_slow_database_is_waited_for(running: Running) -> None:
    message = str(uuid.uuid4())
    with contextlib.closing(
        sqlite3.connect(
            running.settings.state / "tracker.sqlite",
            isolation_level=None,
            check_same_thread=False,
        )
    ) as db:
        db.execute("BEGIN EXCLUSIVE")
        threading.Timer(1.5, db.execute, ["ROLLBACK"]).start()
        found = running.send(ASKED["da"], message)
    assert found.status_code == 200
    assert running.noted(message) == 1


@pytest.mark.parametrize("name", ["conversations.sqlite", "tracker.sqlite"])
def test_a_database_is_gone(running: Running, name: str) -> None:
    for path in running.settings.state.glob(f"{name}*"):
        path.unlink()
    message = str(uuid.uuid4())
    found = running.send(ASKED["da"], message)
    assert found.status_code == 200
    assert found.json()["replies"][-1]["faq_id"] == "housing_benefit"
    running.session = found.json()["session"]
    again = running.insist(ASKED["da"], message)
    assert again == found.json()["replies"]
    assert running.noted(message) == 1


def test_the_disk_is_full(running: Running) -> None:
    """No file may grow, as on a full disk."""
    pid, message = running.pid("bot"), str(uuid.uuid4())
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
    try:
        danger = running.send("Min mand slår mig")
        assert danger.json()["replies"][0]["kind"] == "crisis"
        during = running.send(ASKED["da"], message)
        assert during.json()["replies"][-1]["faq_id"] == "housing_benefit" or (
            during.json()["error"]["text"].startswith(running.sentence("da"))
        )
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
    (reply,) = running.insist(ASKED["da"], message)
    assert reply["faq_id"] == "housing_benefit"
    assert running.noted(message) == 1


def test_the_content_folder_cannot_be_read(running: Running) -> None:
    faq, away = running.settings.content / "faq", running.settings.content / "faq-away"
    faq.rename(away)
    try:
        time.sleep(1.5)
        (reply,) = running.insist(ASKED["da"], str(uuid.uuid4()))
        assert reply["faq_id"] == "housing_benefit"
    finally:
        away.rename(faq)
