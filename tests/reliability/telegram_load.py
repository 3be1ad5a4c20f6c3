"""People who write to the bot in Telegram, one message after the other, while it is killed."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import threading
from pathlib import Path

from bot.content.store import ContentStore
from bot.settings import ROOT
from tests.channels.telegram.person import Person
from tests.channels.telegram.server import BotApi

QUESTIONS = (
    "Hvordan søger jeg boligstøtte?",
    "هل دروس اللغة الدنماركية مجانية؟",
    "ቤት-ንባብ ንምንታይ ክጥቀመሉ እኽእል?",
    "Min mand slår mig",
)
PATIENCE = 120.0  # seconds


class TelegramPerson(threading.Thread):
    """Writes and waits for the answer, until told to stop."""

    def __init__(self, api: BotApi, number: int, seed: int, stopping: threading.Event) -> None:
        super().__init__(daemon=True)
        self._person = Person(api, number, "da")
        self._random = random.Random(seed)
        self._stopping = stopping
        self.asked = 0
        self.lost: list[str] = []

    def run(self) -> None:
        """Until stopped."""
        while not self._stopping.wait(0.2):
            text = self._random.choice(QUESTIONS)
            self._person.say(text)
            self.asked += 1
            try:
                self._person.wait(seconds=PATIENCE)
            except AssertionError:
                self.lost.append(f"no answer to {text!r} in {PATIENCE:.0f} s")
                return

    @property
    def shown(self) -> list[str]:
        """What the bot wrote to this person."""
        return [one.text for one in self._person.screen()]


def sent_again(state: Path) -> int:
    """How many messages were sent again, because a kill fell between sending and noting."""
    with contextlib.closing(sqlite3.connect(state / "telegram.sqlite")) as db:
        return int(db.execute("SELECT count(*) FROM outbox WHERE again > 0").fetchone()[0])


def fault_sentences() -> tuple[str, ...]:
    """How the sentence for a fault begins, in every language."""
    ui = ContentStore(ROOT / "data").current().ui
    return tuple(strings["error_unavailable"].split("{")[0][:20] for strings in ui.values())
