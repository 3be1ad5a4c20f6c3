"""PostgreSQL or Redis goes away under a running bot, and comes back."""

from __future__ import annotations

import contextlib
import signal
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from bot.content.store import ContentStore
from bot.serving.fleet import Fleet
from bot.serving.ports import free_port
from bot.settings import Settings
from tests.deploy.services import Server, postgres_server, redis_server
from tests.deploy.test_several_workers import noted

ASKED = {"da": "Hvordan søger jeg boligstøtte?", "ar": "كيف أقدّم على إعانة السكن؟"}
DANGER = "Min mand slår mig"
START_SECONDS = 400.0
SOON = 60.0  # seconds in which anybody gets something to read, whatever is away


@dataclass
class Installation:
    """A bot on its two stores, and somebody who writes to it."""

    settings: Settings
    stores: dict[str, Server]
    http: httpx.Client
    session: str | None = None

    def send(self, text: str, message: str | None = None, lang: str | None = None) -> Any:
        body = {"session": self.session, "message": text, "lang": lang, "id": message}
        return self.http.post("/webhooks/web/webhook", json=body)

    def insist(self, text: str, message: str) -> list[dict[str, Any]]:
        """The replies of the first 200 to the same id, as the widget does it."""
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with contextlib.suppress(httpx.HTTPError):
                found = self.send(text, message)
                if found.status_code == 200:
                    assert found.json()["session"] == self.session
                    return list(found.json()["replies"])
            time.sleep(0.2)
        return pytest.fail("no answer")

    def times(self, message: str) -> int:
        """How often a message is in the conversation."""
        return [one for _, one in noted(self.settings.database_url)].count(message)


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, bot_settings: Settings, trained_model: Any
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("away")
    stores = {"postgres": postgres_server(folder), "redis": redis_server(folder)}
    with contextlib.ExitStack() as stack:
        for server in stores.values():
            stack.enter_context(server.running())
        settings = replace(
            bot_settings,
            state=folder / "state",
            parts=("actions", "bot"),
            port=free_port(),
            actions_port=free_port(),
            database_url=stores["postgres"].url,
            redis_url=stores["redis"].url,
        )
        fleet = Fleet(settings, trained_model)
        fleet.start(START_SECONDS)
        stack.callback(fleet.stop)
        url = f"http://127.0.0.1:{settings.port}"
        http = stack.enter_context(httpx.Client(base_url=url, timeout=SOON))
        yield Installation(settings, stores, http)


@pytest.fixture
def person(installation: Installation) -> Installation:
    """In a conversation of the test's own, in Arabic."""
    installation.session = None
    found = installation.send("", lang="ar")
    installation.session = found.json()["session"]
    return installation


@contextlib.contextmanager
def away(server: Server, number: int) -> Iterator[None]:
    """Killed, or silent: it takes connections and never answers."""
    if number == signal.SIGSTOP:
        assert server.process is not None
        server.process.send_signal(number)
        try:
            yield
        finally:
            server.process.send_signal(signal.SIGCONT)
        return
    server.stop(number)
    try:
        yield
    finally:
        server.start()


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("redis", signal.SIGKILL),
        ("redis", signal.SIGSTOP),
        ("postgres", signal.SIGQUIT),  # at once, as after a power cut
    ],
)
def test_a_store_goes_away_and_comes_back(person: Installation, name: str, number: int) -> None:
    before, during, after = (str(uuid.uuid4()) for _ in range(3))
    first = person.insist(ASKED["ar"], before)
    assert first[-1]["faq_id"] == "housing_benefit"
    with away(person.stores[name], number):
        danger = person.send(DANGER)
        assert danger.status_code == 200, danger.text
        assert danger.json()["replies"][0]["kind"] == "crisis"
        found = person.send(ASKED["ar"], during)
        answered = found.status_code == 200
        if not answered:
            ui = ContentStore(person.settings.content).current().ui["ar"]
            assert found.status_code == 503
            assert found.headers["retry-after"]
            sentence = ui["error_unavailable"].split("{")[0]
            assert found.json()["error"]["text"].startswith(sentence)
    (*_, reply) = person.insist(ASKED["ar"], during)
    assert (reply["faq_id"], reply["lang"]) == ("housing_benefit", "ar")
    assert person.insist(ASKED["ar"], before) == first
    person.insist(ASKED["da"], after)
    assert (person.times(before), person.times(during), person.times(after)) == (1, 1, 1)
