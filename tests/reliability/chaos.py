"""Kill the real processes under load, let them come back, and count what became of each message."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.serving.fleet import Fleet, read_health
from bot.serving.ports import free_port
from bot.settings import Settings
from tests.channels.telegram.server import TOKEN, BotApi
from tests.reliability.tally import Tally
from tests.reliability.telegram_load import Kill, TelegramPerson, fault_sentences, repeats
from tests.reliability.warm import WarmFleet
from tests.reliability.web_load import WebClient, verify

# What is killed, how, and how often compared with the others.
VICTIMS = (
    (("bot",), signal.SIGKILL, 5),
    (("actions",), signal.SIGKILL, 2),
    (("bot",), signal.SIGTERM, 2),
    (("bot", "actions"), signal.SIGKILL, 2),
)
CLIENTS, PEOPLE = 4, 2
HEALTHY_SECONDS = 120.0
KILLS_A_ROUND = 5  # then everything is looked up, and others write


class Chaos:
    """One installation, its load and its killer. Use as a context manager."""

    def __init__(self, settings: Settings, model: Path, seed: int, cold: bool = False) -> None:
        self._api = BotApi()
        self._settings = replace(
            settings,
            port=free_port(),
            staff_port=free_port(),
            actions_port=free_port(),
            rate_limit=0,
            new_sessions=0,
            telegram_token=TOKEN,
        )
        self._model = model
        self._kind = Fleet if cold else WarmFleet
        self._kills: list[Kill] = []
        self._random = random.Random(seed)
        self._done = threading.Event()

    def __enter__(self) -> Chaos:
        self._api.start()
        os.environ["TELEGRAM_MODE"] = "polling"
        os.environ["TELEGRAM_API_URL"] = self._api.url
        self._fleet = self._kind(self._settings, self._model)
        self._fleet.start()
        self._lock = threading.Lock()
        self._supervisor = threading.Thread(target=self._supervise, daemon=True)
        self._supervisor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._supervisor.join()
        self._fleet.stop()
        self._api.stop()
        del os.environ["TELEGRAM_API_URL"], os.environ["TELEGRAM_MODE"]

    def round(self, tally: Tally, kills: int = KILLS_A_ROUND) -> None:
        """Under load: kills (sometimes another while it starts), each with recovery; the count."""
        stopping = threading.Event()
        url = f"http://127.0.0.1:{self._settings.port}/webhooks/web/webhook"
        web = [WebClient(url, self._random.random(), stopping) for _ in range(CLIENTS)]
        number = 800_000_000 + self._random.randrange(90_000_000)
        people = [
            TelegramPerson(self._api, number + i, self._random.randrange(10**9), stopping)
            for i in range(PEOPLE)
        ]
        for thread in (*web, *people):
            thread.start()
        before = tally.killed
        while tally.killed - before < kills:
            time.sleep(0.3 + self._random.random() * 2)
            began = time.monotonic()
            self._kill(tally)
            if self._random.random() < 0.2:
                time.sleep(self._random.random() * 5)
                self._kill(tally)
            self._wait_healthy()
            tally.recovery.append(round(time.monotonic() - began, 1))
        time.sleep(0.5)
        stopping.set()
        for thread in (*web, *people):
            thread.join()
        time.sleep(0.5)  # what would be sent a second time comes now
        self._count(tally, web, people)

    def _count(self, tally: Tally, web: list[WebClient], people: list[TelegramPerson]) -> None:
        sent = [one for client in web for one in client.sent]
        problems = [p for client in web for p in client.problems]
        problems += verify(self._settings.state, sent)
        tally.web_messages += len(sent)
        tally.web_repeats += sum(client.repeats for client in web)
        tally.web_refused += sum(client.refused for client in web)
        for kind, text in problems:
            {"lost": tally.web_lost, "doubled": tally.web_doubled, "wrong": tally.web_wrong}[
                kind
            ].append(text)
        faults = fault_sentences()
        for person in people:
            shown = person.shown
            tally.telegram_messages += len(person.updates)
            tally.telegram_lost += person.lost
            tally.telegram_fault_sentences += sum(text.startswith(faults) for text in shown)
            doubled = 0
            for case in repeats(self._settings.state, self._api, person):
                told = case.told(self._kills)
                explained = case.again and case.between(self._kills)
                doubled += len(case.arrived) - 1
                if not case.doubled:
                    tally.telegram_again.append(told)
                elif explained:
                    tally.telegram_doubled.append(told)
                else:
                    tally.telegram_unexplained.append(told)
            more = len(shown) - len(person.updates)
            if more != doubled and not person.lost:
                tally.telegram_unexplained.append(f"{more} messages too many, {doubled} repeats")

    def _kill(self, tally: Tally) -> None:
        weights = [weight for *_, weight in VICTIMS]
        ((names, number, _),) = self._random.choices(VICTIMS, weights)
        with self._lock:
            for child in self._fleet.children:
                if child.command.name in names:
                    try:
                        os.killpg(child.pid, number)
                    except ProcessLookupError:
                        continue
        what = f"{'+'.join(names)} {signal.Signals(number).name}"
        self._kills.append(Kill(time.monotonic(), what))
        tally.killed_one(what)

    def _supervise(self) -> None:
        """As `python -m bot run`, but it never gives up: so many ends are the purpose here."""
        while not self._done.wait(0.2):
            with self._lock:
                for child in self._fleet.dead():
                    self._fleet.restart(child)

    def _wait_healthy(self) -> None:
        time.sleep(0.5)  # /health of a process that is about to end does not count
        until = time.monotonic() + HEALTHY_SECONDS
        while read_health(self._settings).get("status") != "ok":
            if time.monotonic() > until:
                raise AssertionError("the bot did not come back")
            time.sleep(0.2)


def run(
    settings: Settings,
    model: Path,
    file: Path,
    kills: int,
    seconds: float,
    progress: Callable[[Tally], None],
    cold: bool = False,
) -> Tally:
    """Rounds until `kills` kills were counted in `file`, or `seconds` have passed."""
    tally = Tally.load(file)
    until = time.monotonic() + seconds
    if tally.killed >= kills:
        return tally
    with Chaos(settings, model, tally.killed, cold) as chaos:
        while tally.killed < kills and time.monotonic() < until:
            chaos.round(tally, min(KILLS_A_ROUND, kills - tally.killed))
            tally.save(file)
            progress(tally)
    return tally
