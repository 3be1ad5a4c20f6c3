"""People who write to the bot in Telegram, one message after the other, while it is killed."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import threading
from dataclasses import dataclass
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
ON_ITS_WAY = 1.0  # seconds that a message may need from the bot to Telegram


class TelegramPerson(threading.Thread):
    """Writes and waits for the answer, until told to stop."""

    def __init__(self, api: BotApi, number: int, seed: int, stopping: threading.Event) -> None:
        super().__init__(daemon=True)
        self._person = Person(api, number, "da")
        self._random = random.Random(seed)
        self._stopping = stopping
        self.updates: list[int | None] = []
        self.lost: list[str] = []

    def run(self) -> None:
        """Until stopped."""
        while not self._stopping.wait(0.2):
            text = self._random.choice(QUESTIONS)
            self.updates.append(self._person.say(text))
            try:
                self._person.wait(seconds=PATIENCE)
            except AssertionError:
                self.lost.append(f"no answer to {text!r} in {PATIENCE:.0f} s")
                return

    @property
    def chat(self) -> int:
        """The number of the chat."""
        return self._person.id

    @property
    def shown(self) -> list[str]:
        """What the bot wrote to this person."""
        return [one.text for one in self._person.screen()]


@dataclass(frozen=True)
class Kill:
    """When something was killed (time.monotonic), and what."""

    at: float
    what: str


@dataclass(frozen=True)
class Repeat:
    """A message that the bot sent again, or that arrived more than once.

    `noted` is false where its sending was never noted before the kill; `arrived` are the times
    (time.monotonic) of its arrivals.
    """

    update: int | None
    again: bool
    arrived: tuple[float, ...]

    @property
    def doubled(self) -> bool:
        """Whether the person saw it twice."""
        return len(self.arrived) > 1

    def between(self, kills: list[Kill]) -> list[Kill]:
        """The kills between the first arrival and the last, or just before: what was on its way."""
        first, last = self.arrived[0] - ON_ITS_WAY, self.arrived[-1]
        return [kill for kill in kills if first <= kill.at <= last]

    def told(self, kills: list[Kill]) -> str:
        """The case in words, with the phase in which the kill fell."""
        if not self.doubled:
            return f"update {self.update}: killed before it was sent; it arrived once"
        first, last = self.arrived[0], self.arrived[-1]
        fell = self.between(kills)
        if not self.again or not fell:
            return f"update {self.update}: arrived {len(self.arrived)} times, and nobody knows why"
        between = 1000 * (fell[0].at - first)
        when = f"{abs(between):.0f} ms {'after' if between >= 0 else 'before'} it arrived"
        return (
            f"update {self.update}: {fell[0].what} {when}, between sending and noting;"
            f" sent again {last - first:.1f} s after the first time"
        )


def repeats(state: Path, api: BotApi, person: TelegramPerson) -> list[Repeat]:
    """What was sent again to a person, or arrived twice; the messages of a chat have an order,
    and the queue has one row for each.
    """
    sends = [
        (int(call.result["message_id"]), call.at)
        for call in api.of("sendMessage")
        if call.params.get("chat_id") == person.chat
    ]
    with contextlib.closing(sqlite3.connect(state / "telegram.sqlite")) as db:
        rows = db.execute(
            "SELECT message, again > 0 FROM outbox WHERE chat = ? AND message IS NOT NULL"
            " ORDER BY id",
            (person.chat,),
        ).fetchall()
    found, before = [], 0
    for place, (message, again) in enumerate(rows):
        arrived = tuple(at for number, at in sends if before < number <= message)
        before = message
        update = person.updates[place] if place < len(person.updates) else None
        if again or len(arrived) > 1:
            found.append(Repeat(update, bool(again), arrived))
    late = tuple(at for number, at in sends if number > before)
    return [*found, Repeat(None, False, late)] if len(late) > 1 else found


def fault_sentences() -> tuple[str, ...]:
    """How the sentence for a fault begins, in every language."""
    ui = ContentStore(ROOT / "data").current().ui
    return tuple(strings["error_unavailable"].split("{")[0][:20] for strings in ui.values())
