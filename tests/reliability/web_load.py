"""A web client that repeats with the same id until it has a 200, as the widget does."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import sqlite3
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# What is asked, and what must come back: (kind, faq_id) of each reply, in order.
QUESTIONS: dict[str, list[tuple[str, str]]] = {
    "Hvordan søger jeg boligstøtte?": [("answer", "housing_benefit")],
    "Hvordan får mit barn plads i vuggestue?": [("answer", "daycare_enrol")],
    "كيف أقدّم على إعانة السكن؟": [("answer", "housing_benefit")],
    "هل دروس اللغة الدنماركية مجانية؟": [("answer", "danish_price")],
    "ቤት-ንባብ ንምንታይ ክጥቀመሉ እኽእል?": [("answer", "library")],
    "Min mand slår mig": [("crisis", "crisis_violence")],
    "Mit cpr er 310299-0000. Hvordan søger jeg boligstøtte?": [
        ("notice", "personal_data"),
        ("answer", "housing_benefit"),
    ],
}
PATIENCE = 120.0  # seconds for one message, over all its repeats


@dataclass
class Sent:
    """A message that got its 200."""

    sender: str
    id: str
    text: str
    replies: list[dict[str, Any]]


@dataclass
class WebClient(threading.Thread):
    """Sends message after message until it is told to stop."""

    url: str
    seed: int
    stopping: threading.Event
    sent: list[Sent] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    repeats: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._random = random.Random(self.seed)
        self._session: str | None = None

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        """Until stopped: a question, now and then the same one again."""
        if self._deliver("", str(uuid.uuid4())) is None:
            return
        while not self.stopping.is_set():
            text = self._random.choice(list(QUESTIONS))
            message = str(uuid.uuid4())
            replies = self._deliver(text, message)
            if replies is None:
                return
            self.sent.append(Sent(self._sender, message, text, replies))
            found = [(reply["kind"], reply["faq_id"]) for reply in replies]
            if found != QUESTIONS[text]:
                self.problems.append(("wrong", f"{text!r} got {found}"))
            if self._random.random() < 0.3:
                again = self._deliver(text, message)
                if again is not None and again != replies:
                    self.problems.append(("wrong", f"a repeat of {text!r} got other replies"))

    @property
    def _sender(self) -> str:
        return (self._session or "").split(".")[0]

    def _deliver(self, text: str, message: str) -> list[dict[str, Any]] | None:
        """The replies of the first 200; None when none came in time, which is a loss."""
        until = time.monotonic() + PATIENCE
        first = True
        while time.monotonic() < until:
            if not first:
                self.repeats += 1
                time.sleep(0.2)
            first = False
            found = self._post(text, message)
            if found is None:
                continue
            if self._session is not None and found["session"].split(".")[0] != self._sender:
                self.problems.append(("lost", f"the conversation {self._sender}"))
            self._session = found["session"]
            return list(found["replies"])
        self.problems.append(("lost", f"no answer to {text!r} in {PATIENCE:.0f} s"))
        return None

    def _post(self, text: str, message: str) -> dict[str, Any] | None:
        body = {"session": self._session, "message": text, "lang": None, "id": message}
        request = urllib.request.Request(
            self.url, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return dict(json.load(response))
        except urllib.error.HTTPError as error:
            with error, contextlib.suppress(ValueError):
                found = json.load(error)
                self.refused += 1
                if not found.get("error", {}).get("text"):
                    self.problems.append(("wrong", f"a {error.code} without a sentence"))
        except (OSError, ValueError, http.client.HTTPException):
            return None  # no answer: sent again
        return None


def verify(state: Path, sent: list[Sent]) -> list[tuple[str, str]]:
    """Whether each message with a 200 is stored with these replies, and in the tracker once."""
    problems = []
    senders = json.dumps(sorted({one.sender for one in sent}))
    of_these = "IN (SELECT value FROM json_each(?))"
    with contextlib.closing(sqlite3.connect(state / "conversations.sqlite")) as db:
        taken = {
            (s, m): json.loads(r)
            for s, m, r in db.execute(
                f"SELECT sender, message, replies FROM taken WHERE sender {of_these}", (senders,)
            )
        }
    with contextlib.closing(sqlite3.connect(state / "tracker.sqlite")) as db:
        rows = db.execute(
            f"SELECT sender_id, data FROM events WHERE type_name = 'user' AND sender_id {of_these}",
            (senders,),
        ).fetchall()
    noted = Counter((sender, json.loads(data).get("message_id")) for sender, data in rows)
    for one in sent:
        key = (one.sender, one.id)
        if taken.get(key) != one.replies:
            problems.append(("lost", f"{one.text!r}: the replies of a 200 are not stored"))
        if noted[key] == 0:
            problems.append(("lost", f"{one.text!r}: a message with a 200 is not in the tracker"))
        if noted[key] > 1:
            problems.append(("doubled", f"{one.text!r} is {noted[key]} times in the tracker"))
    return problems
